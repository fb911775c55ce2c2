"""The peer's side of the bench's protocol: one line of JSON in, one out (see src/worker.ts)."""

import json
import os
import sys
import time

# convolutions and products in bfloat16 by the library's own means, weights and losses in float32
BFLOAT16 = os.environ.get("BENCH_PRECISION") == "bfloat16"


def serve(hello, run):
    """Says what this peer is, then takes turns until standard input ends.

    `run(variant, steps)` returns the last step's two losses as floats, once all steps are done.
    """
    answer = sys.stdout
    sys.stdout = sys.stderr  # a library that prints must not disturb the protocol
    print(json.dumps(hello), file=answer, flush=True)
    for line in sys.stdin:
        turn = json.loads(line)
        run(turn["variant"], turn["warmup"])
        begun, cpu = time.perf_counter(), os.times()
        loss_d, loss_g = run(turn["variant"], turn["steps"])
        seconds, after = time.perf_counter() - begun, os.times()
        cpu_seconds = after.user + after.system - cpu.user - cpu.system
        result = {"seconds": seconds, "cpuSeconds": cpu_seconds, "lossD": loss_d, "lossG": loss_g}
        print(json.dumps(result), file=answer, flush=True)
