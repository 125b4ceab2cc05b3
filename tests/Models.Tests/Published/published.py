"""Llama folders in the published layout, without any code of Riverrun: writes those that the tests read, and computes logits of any.

    published.py make FOLDERS          writes the folders, each with the logits after some tokens in logits.json
    published.py logits FOLDER TOKEN…  prints the logits of the last token
    published.py same ONE OTHER        compares the logits of two folders on the same tokens

Needs torch. The forward pass follows LlamaForCausalLM: float32, rotary halves, grouped keys and values.
"""
import json
import math
import os
import struct
import sys

import torch
import torch.nn.functional as F

TYPES = {"F32": torch.float32, "BF16": torch.bfloat16, "F16": torch.float16}
TOKENS = [3, 250, 17, 17, 96, 0, 255, 31, 8, 8, 141, 60]


def read_file(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = bytearray(file.read())
    return {
        name: torch.frombuffer(data, dtype=TYPES[entry["dtype"]], offset=entry["data_offsets"][0], count=math.prod(entry["shape"]))
        .view(entry["shape"]).float()
        for name, entry in header.items() if name != "__metadata__"
    }


def write_file(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, (kind, tensor) in tensors.items():
        raw = bytes(tensor.contiguous().to(TYPES[kind]).view(torch.int32 if kind == "F32" else torch.int16).numpy().tobytes())
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read_folder(folder):
    config = json.load(open(os.path.join(folder, "config.json")))
    index = os.path.join(folder, "model.safetensors.index.json")
    names = set(json.load(open(index))["weight_map"].values()) if os.path.exists(index) else {"model.safetensors"}
    weights = {}
    for name in names:
        weights.update(read_file(os.path.join(folder, name)))
    return config, weights


def frequencies(config, head):
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    theta = rope.get("rope_theta", config.get("rope_theta", 10000.0))
    inverse = 1.0 / (theta ** (torch.arange(0, head, 2, dtype=torch.int64).float() / head))
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind == "linear":
        return inverse / rope["factor"]
    if kind == "llama3":
        factor, low, high = rope["factor"], rope["low_freq_factor"], rope["high_freq_factor"]
        context = rope["original_max_position_embeddings"]
        wavelength = 2 * math.pi / inverse
        scaled = torch.where(wavelength > context / low, inverse / factor, inverse)
        smooth = (context / wavelength - low) / (high - low)
        between = (1 - smooth) * scaled / factor + smooth * scaled
        is_between = ~(wavelength < context / high) * ~(wavelength > context / low)
        return torch.where(is_between, between, scaled)
    return inverse


def logits(config, weights, tokens):
    width, heads = config["hidden_size"], config["num_attention_heads"]
    groups, head = config["num_key_value_heads"], config["hidden_size"] // config["num_attention_heads"]
    time = len(tokens)
    angles = torch.outer(torch.arange(time).float(), frequencies(config, head))
    cosine, sine = torch.cat((angles, angles), -1).cos(), torch.cat((angles, angles), -1).sin()

    def norm(x, name):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + config["rms_norm_eps"]) * weights[name + ".weight"]

    def split(x, count, name):
        x = x.view(time, count, head)
        return (norm(x, name) if name + ".weight" in weights else x).transpose(0, 1)

    def rotate(x):
        first, second = x.chunk(2, -1)
        return x * cosine + torch.cat((-second, first), -1) * sine

    x = weights["model.embed_tokens.weight"][tokens]
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        y, at = norm(x, prefix + "input_layernorm"), prefix + "self_attn."
        q = rotate(split(y @ weights[at + "q_proj.weight"].T, heads, at + "q_norm"))
        k = rotate(split(y @ weights[at + "k_proj.weight"].T, groups, at + "k_norm")).repeat_interleave(heads // groups, 0)
        v = (y @ weights[at + "v_proj.weight"].T).view(time, groups, head).transpose(0, 1).repeat_interleave(heads // groups, 0)
        scores = q @ k.transpose(1, 2) / math.sqrt(head) + torch.full((time, time), float("-inf")).triu(1)
        mixed = (F.softmax(scores, -1) @ v).transpose(0, 1).reshape(time, width)
        x = x + mixed @ weights[at + "o_proj.weight"].T
        y, at = norm(x, prefix + "post_attention_layernorm"), prefix + "mlp."
        x = x + (F.silu(y @ weights[at + "gate_proj.weight"].T) * (y @ weights[at + "up_proj.weight"].T)) @ weights[at + "down_proj.weight"].T
    head_name = "model.embed_tokens.weight" if config.get("tie_word_embeddings", False) else "lm_head.weight"
    return norm(x, "model.norm") @ weights[head_name].T


def names(config):
    width, inner, head = config["hidden_size"], config["intermediate_size"], config["hidden_size"] // config["num_attention_heads"]
    yield "model.embed_tokens.weight", (config["vocab_size"], width)
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        for name, rows in (("q", width), ("k", config["num_key_value_heads"] * head), ("v", config["num_key_value_heads"] * head)):
            yield f"{prefix}self_attn.{name}_proj.weight", (rows, width)
        yield f"{prefix}self_attn.o_proj.weight", (width, width)
        if config["model_type"] == "qwen3":
            yield f"{prefix}self_attn.q_norm.weight", (head,)
            yield f"{prefix}self_attn.k_norm.weight", (head,)
        yield f"{prefix}mlp.gate_proj.weight", (inner, width)
        yield f"{prefix}mlp.up_proj.weight", (inner, width)
        yield f"{prefix}mlp.down_proj.weight", (width, inner)
        yield f"{prefix}input_layernorm.weight", (width,)
        yield f"{prefix}post_attention_layernorm.weight", (width,)
    yield "model.norm.weight", (width,)
    if not config.get("tie_word_embeddings", False):
        yield "lm_head.weight", (config["vocab_size"], width)


def make(folder, config, kind, shards=1, more=None):
    os.makedirs(folder, exist_ok=True)
    tensors = {
        name: (kind(name), torch.randn(shape) * 0.3 + (1 if len(shape) == 1 else 0)) for name, shape in names(config)
    }
    tensors.update(more or {})
    if shards == 1:
        write_file(os.path.join(folder, "model.safetensors"), tensors)
    else:
        files = {name: f"model-{i % shards + 1:05}-of-{shards:05}.safetensors" for i, name in enumerate(tensors)}
        for file in set(files.values()):
            write_file(os.path.join(folder, file), {name: tensors[name] for name in tensors if files[name] == file})
        json.dump({"metadata": {"total_size": 0}, "weight_map": files}, open(os.path.join(folder, "model.safetensors.index.json"), "w"))
    json.dump(config, open(os.path.join(folder, "config.json"), "w"), indent=1)
    found = logits(*read_folder(folder), TOKENS)
    last = [round(logit, 6) for logit in found[-1].tolist()]
    json.dump({"tokens": TOKENS, "logits": last}, open(os.path.join(folder, "logits.json"), "w"))


def write_tokenizer(folder):
    """All bytes under GPT-2's names, four merges and an end of text: 261 tokens, fewer than the weights have rows."""
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols = {byte: chr(byte) for byte in visible}
    symbols.update({byte: chr(256 + i) for i, byte in enumerate(byte for byte in range(256) if byte not in symbols)})
    merges = [("t", "h"), ("th", "e"), ("\u0120", "the"), ("i", "n")]
    tokens = [symbols[byte] for byte in range(256)] + [left + right for left, right in merges]
    spells = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    end = {"id": 260, "content": "<|end_of_text|>", "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    json.dump(
        {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [end], "normalizer": None, "pre_tokenizer": spells,
         "post_processor": None, "decoder": spells,
         "model": {"type": "BPE", "vocab": {token: i for i, token in enumerate(tokens)}, "merges": [list(merge) for merge in merges]}},
        open(os.path.join(folder, "tokenizer.json"), "w"))
    json.dump({"eos_token": end["content"]}, open(os.path.join(folder, "tokenizer_config.json"), "w"))


def make_all(folders):
    torch.manual_seed(1)
    usual = {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_act": "silu", "hidden_size": 16, "intermediate_size": 20,
        "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-5, "vocab_size": 264,
        "max_position_embeddings": 64, "torch_dtype": "bfloat16", "attention_bias": False, "bos_token_id": 1, "eos_token_id": 2,
    }
    llama3 = {
        "rope_type": "llama3", "factor": 4.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 32}
    make(os.path.join(folders, "llama3-in-three-shards"),
         {**usual, "rope_theta": 100.0, "rope_scaling": llama3, "tie_word_embeddings": False}, lambda name: "BF16", shards=3)
    make(os.path.join(folders, "tied-linear"),
         {**usual, "num_key_value_heads": 4, "tie_word_embeddings": True, "rope_scaling": {"type": "linear", "factor": 2.0}},
         lambda name: "F32" if "norm" in name else "F16",
         more={"model.layers.0.self_attn.rotary_emb.inv_freq": ("F32", torch.ones(2)), "lm_head.weight": ("F16", torch.ones(264, 16))})
    make(os.path.join(folders, "qwen3-new-keys"),
         {**{k: v for k, v in usual.items() if k != "torch_dtype"}, "architectures": ["Qwen3ForCausalLM"], "model_type": "qwen3",
          "head_dim": 4, "dtype": "float32", "layer_types": ["full_attention"] * 2, "sliding_window": None, "use_sliding_window": False,
          "tie_word_embeddings": True, "rope_parameters": {"rope_theta": 1000.0, "rope_type": "default"}}, lambda name: "F32")
    write_tokenizer(os.path.join(folders, "llama3-in-three-shards"))


def main():
    torch.set_num_threads(1)
    verb, folder = sys.argv[1:3]
    if verb == "make":
        make_all(folder)
    elif verb == "logits":
        print(logits(*read_folder(folder), [int(token) for token in sys.argv[3:]])[-1].tolist())
    else:
        one, other = (logits(*read_folder(path), TOKENS) for path in sys.argv[2:4])
        print(f"largest difference of two logits: {(one - other).abs().max().item():.2e}, of {one.abs().max().item():.1f}")


if __name__ == "__main__":
    main()
