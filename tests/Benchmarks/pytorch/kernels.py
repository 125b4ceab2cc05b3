"""Which of OpenBLAS's kernels is the fastest here, for OpenBLAS does not always take it.

OpenBLAS looks the processor up in a list of its own. One that is younger than the list gets the kernels of an old one: Debian 12's 0.3.21
takes Prescott's (SSE3) on a recent Xeon and Zen's (AVX2) on an EPYC with AVX-512. So each kernel is tried in a process of its own, by a
product of the model's shape, and the comparison runs under the fastest.
"""
import os
import re
import subprocess
import sys

KERNELS = ("", "SKYLAKEX", "COOPERLAKE", "ZEN", "HASWELL")

PRODUCT = """
import time, torch
torch.set_num_threads(1)
a, b = torch.randn(2048, 320), torch.randn(320, 880)
def once():
    start = time.process_time()
    a @ b
    return time.process_time() - start
once()
print(2 * 2048 * 320 * 880 / min(once() for _ in range(40)) / 1e9)
"""


def tried(kernel):
    """What OpenBLAS calls the kernels it took, and their GFLOP/s on one thread; none where the processor lacks their instructions."""
    environment = {name: value for name, value in os.environ.items() if name not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    environment["OPENBLAS_VERBOSE"] = "2"
    if kernel:
        environment["OPENBLAS_CORETYPE"] = kernel
    done = subprocess.run([sys.executable, "-c", PRODUCT], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        return None
    cores = re.findall(r"^Core: (\w+)", done.stderr, re.MULTILINE)
    return (cores[-1] if cores else "no OpenBLAS"), float(done.stdout)


def under_the_fastest():
    """Runs this program again under the fastest kernels, once, and says which they are and what OpenBLAS took by itself."""
    if "COMPARED_UNDER" in os.environ:
        print(os.environ["COMPARED_UNDER"])
        return
    rates = {kernel: rate for kernel in KERNELS if (rate := tried(kernel))}
    fastest = max(rates, key=lambda kernel: rates[kernel][1])
    own, best = rates.get(""), rates[fastest]
    os.environ.pop("OPENBLAS_CORETYPE", None)
    os.environ.pop("OPENBLAS_L2_SIZE", None)
    if fastest:
        os.environ["OPENBLAS_CORETYPE"] = fastest
    os.environ["COMPARED_UNDER"] = f"PyTorch's products: {best[0]}'s kernels, {best[1]:.0f} GFLOP/s" + (
        f"; OpenBLAS by itself takes {own[0]}'s, {own[1]:.0f} GFLOP/s" if own and own[0] != best[0] else "")
    os.execv(sys.executable, [sys.executable, *sys.argv])
