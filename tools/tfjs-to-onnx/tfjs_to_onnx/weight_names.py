"""Which entry of a weights manifest is the weight of a layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .errors import ConversionError


def find_weight_name(names: Iterable[str], layer: str, leaf: str) -> str:
    """Finds the manifest name of weight `leaf` (`kernel`, `gamma`, …) of layer `layer`.

    TensorFlow.js writes `dense_Dense1/kernel`. Models that came from Keras may carry a scope before
    (`model/dense_1/kernel`) or between (`dense_1/dense_1_1/kernel`). The most exact form wins.
    """
    names = list(names)
    exact = f"{layer}/{leaf}"
    forms: tuple[Callable[[str], bool], ...] = (
        lambda name: name == exact,
        lambda name: name.endswith(f"/{exact}"),
        lambda name: name.startswith(f"{layer}/") and name.endswith(f"/{leaf}"),
        lambda name: f"/{layer}/" in name and name.endswith(f"/{leaf}"),
    )
    for form in forms:
        found = [name for name in names if form(name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ConversionError(
                "AMBIGUOUS_WEIGHT",
                f"weight '{exact}' matches {len(found)} names of the manifest: {', '.join(found)}",
            )
    raise ConversionError("MISSING_WEIGHT", f"weight '{exact}' is not in the weights manifest")
