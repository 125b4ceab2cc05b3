#!/usr/bin/env bash
# Compares the trainer's step with PyTorch eager: same model, weights, batches and machine, one thread each, in turns.
# Needs Debian's python3-torch and, for a fair BLAS, libopenblas0-pthread; another Python by PYTHON=.
set -euo pipefail
cd "$(dirname "$0")/../../.."
dotnet build tests/Benchmarks -c Release --nologo -v quiet
exec env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 \
    "${PYTHON:-/usr/bin/python3}" tests/Benchmarks/pytorch/compare.py artifacts/bin/Benchmarks/release/Riverrun.Benchmarks "$@"
