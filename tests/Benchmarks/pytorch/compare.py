"""Ours against PyTorch eager: the 10.1M model of tests/Benchmarks/Steps/TenMillion.cs, in turns on one thread.

First both train ten steps from the same weights on the same batches and their losses must agree; then steps are timed in
seconds of processor time (others may use the machine), PyTorch and ours alternating, and the medians are compared. PyTorch runs under
the fastest kernels that its OpenBLAS has for this processor (kernels.py). Ends with 1 when a ratio is below its target.
"""
import json
import math
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import kernels
import torch
import torch.nn.functional as F

LAYERS, WIDTH, INNER, VOCABULARY, CONTEXT, BATCH, RATE = 8, 320, 880, 256, 256, 8, 1e-3
ROUNDS = 7


def batch(step):
    rows = []
    for position in range(step * BATCH, (step + 1) * BATCH):
        rows.append([(position * 7 + i * (position % 5 + 1) + i * i // 9) % VOCABULARY for i in range(CONTEXT + 1)])
    tokens = torch.tensor(rows)
    return tokens[:, :-1], tokens[:, 1:]


def read_state(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    return {
        name: torch.frombuffer(data, dtype=torch.float32, offset=entry["data_offsets"][0], count=math.prod(entry["shape"]))
        .view(entry["shape"]).clone()
        for name, entry in header.items() if name != "__metadata__" and not name.startswith("optimizer.")
    }


class RmsNorm(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.ones(width))

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-5) * self.weight


def rotate(x, cosine, sine):
    first, second = x.chunk(2, -1)
    return x * cosine + torch.cat((-second, first), -1) * sine


class Attention(torch.nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.heads = heads
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            setattr(self, name, torch.nn.Linear(WIDTH, WIDTH, bias=False))

    def forward(self, x, cosine, sine, mask):
        shape = (BATCH, CONTEXT, self.heads, WIDTH // self.heads)
        q, k, v = (p(x).view(shape).transpose(1, 2).float() for p in (self.q_proj, self.k_proj, self.v_proj))
        q, k = rotate(q, cosine, sine), rotate(k, cosine, sine)
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            y = F.softmax(q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1]) + mask, -1) @ v
        return self.o_proj(y.transpose(1, 2).reshape(BATCH, CONTEXT, WIDTH))


class FeedForward(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.gate_proj = torch.nn.Linear(WIDTH, INNER, bias=False)
        self.up_proj = torch.nn.Linear(WIDTH, INNER, bias=False)
        self.down_proj = torch.nn.Linear(INNER, WIDTH, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(torch.nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.self_attn, self.mlp = Attention(heads), FeedForward()
        self.input_layernorm, self.post_attention_layernorm = RmsNorm(WIDTH), RmsNorm(WIDTH)

    def forward(self, x, *tables):
        x = x + self.self_attn(self.input_layernorm(x), *tables)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(torch.nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.model = torch.nn.Module()
        self.model.embed_tokens = torch.nn.Embedding(VOCABULARY, WIDTH)
        self.model.layers = torch.nn.ModuleList(Layer(heads) for _ in range(LAYERS))
        self.model.norm = RmsNorm(WIDTH)
        head = WIDTH // heads
        angles = torch.outer(torch.arange(CONTEXT), 10_000.0 ** (-torch.arange(0, head, 2) / head))
        self.tables = (
            torch.cat((angles, angles), -1).cos(), torch.cat((angles, angles), -1).sin(),
            torch.full((CONTEXT, CONTEXT), float("-inf")).triu(1))

    def forward(self, tokens):
        x = self.model.embed_tokens(tokens)
        for layer in self.model.layers:
            x = layer(x, *self.tables)
        return F.linear(self.model.norm(x), self.model.embed_tokens.weight).float()


class PyTorch:
    def __init__(self, heads, mixed, weights):
        self.mixed, self.step = mixed, 0
        self.model = Llama(heads)
        self.model.load_state_dict(weights)
        matrices = [p for p in self.model.parameters() if p.dim() >= 2]
        rest = [p for p in self.model.parameters() if p.dim() < 2]
        groups = [{"params": matrices, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0.0}]
        extra = {"fused": True} if tuple(int(n) for n in torch.__version__.split(".")[:2]) >= (2, 4) else {"foreach": True}
        self.optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.95), eps=1e-8, **extra)

    def train(self, steps):
        losses = []
        for _ in range(steps):
            inputs, targets = batch(self.step)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.mixed):
                logits = self.model(inputs)
            loss = F.cross_entropy(logits.view(-1, VOCABULARY), targets.reshape(-1))
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.optimizer.step()
            losses.append(loss.item())
            self.step += 1
        return losses


class Ours:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "step-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, request):
        print(request, file=self.process.stdin, flush=True)
        return self.process.stdout.readline().strip()


def timed(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def agree(ours, heads):
    """Both train ten steps from the same weights; returns the weights."""
    ours.ask(f"new {heads} f32")
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
        ours.ask(f"state {file.name}")
        weights = read_state(file.name)
    mine = [float(loss) for loss in ours.ask("steps 10").split()]
    theirs = PyTorch(heads, False, weights).train(10)
    worst = max(abs(a - b) / b for a, b in zip(mine, theirs))
    print(f"{heads} heads: ten losses {theirs[0]:.4f} .. {theirs[-1]:.4f}, largest relative difference {worst:.1e}")
    if worst > 1e-3:
        sys.exit("The two do not train the same model.")
    return weights


def main():
    kernels.under_the_fastest()
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, one thread each, median of {ROUNDS} rounds in turns")
    ours, missed = Ours(sys.argv[1]), False
    for heads in (5, 10):
        weights, medians = agree(ours, heads), {}
        for setting in ("f32", "bf16"):
            ours.ask(f"new {heads} {setting}")
            ours.ask("time 2")
            theirs = PyTorch(heads, setting == "bf16", weights)
            theirs.train(1)
            rounds = [(timed(lambda: theirs.train(1)), float(ours.ask("time 1"))) for _ in range(ROUNDS)]
            medians["PyTorch", setting], medians["ours", setting] = (statistics.median(column) for column in zip(*rounds))
            print(f"  {setting}: PyTorch {medians['PyTorch', setting]:.3f} s, ours {medians['ours', setting]:.3f} s a step")
        same = medians["PyTorch", "f32"] / medians["ours", "f32"]
        fastest = min(v for k, v in medians.items() if k[0] == "PyTorch") / min(v for k, v in medians.items() if k[0] == "ours")
        print(f"  our step rate over PyTorch's: f32 {same:.2f} (target 0.95), each at its fastest {fastest:.2f} (target 1.00)")
        missed |= same < 0.95 or fastest < 1
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
