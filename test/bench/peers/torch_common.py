"""What both PyTorch peers share."""

import itertools

import torch
from serve import BFLOAT16


def adam(network, betas):
    """The fused Adam: one call for all weights, the fastest of PyTorch's three."""
    return torch.optim.Adam(network.parameters(), lr=2e-4, betas=betas, eps=1e-8, fused=True)


def parameters(network):
    """Weights and running statistics, as Keras counts them."""
    tensors = itertools.chain(network.parameters(), network.buffers())
    return sum(tensor.numel() for tensor in tensors if tensor.is_floating_point())


def precision():
    """What a forward pass runs under."""
    return torch.autocast("cpu", torch.bfloat16, enabled=BFLOAT16)


def hello(generator, discriminator):
    return {
        "versions": {"PyTorch": torch.__version__},
        "parameters": {"generator": parameters(generator), "discriminator": parameters(discriminator)},
        "variants": ["together", "apart"],
    }


def real_batches(batch, size):
    """Eight batches of noise in [-1, 1], [N,3,H,W] channels last, again and again."""
    batches = [torch.rand(batch, 3, size, size) * 2 - 1 for _ in range(8)]
    return itertools.cycle([images.to(memory_format=torch.channels_last) for images in batches])


def run_steps(step, batches):
    def run(variant, steps):
        losses = (torch.nan, torch.nan)
        for _ in range(steps):
            losses = step(next(batches), variant == "together")
        return [float(loss) for loss in losses]

    return run
