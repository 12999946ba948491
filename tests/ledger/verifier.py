"""A second reader and writer of the ledger's files, from the specifications:
RFC 8032 (Ed25519), RFC 6962 (trees), C2SP signed-note, tlog-checkpoint and
tlog-proof.  It shares nothing with the programs."""
import base64
import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def sha512(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(s, p):
    q = (0, 1, 1, 0)
    while s > 0:
        if s & 1:
            q = add(q, p)
        p = add(p, p)
        s >>= 1
    return q


def recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    if x2 % P == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - x2) % P != 0:
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def compress(p):
    z = pow(p[2], P - 2, P)
    return (p[1] * z % P | (p[0] * z % P & 1) << 255).to_bytes(32, "little")


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def expand(seed):
    h = hashlib.sha512(seed).digest()
    a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
    return a, h[32:]


def public_key(seed):
    return compress(multiply(expand(seed)[0], BASE))


def sign(seed, message):
    a, prefix = expand(seed)
    key = compress(multiply(a, BASE))
    r = sha512(prefix, message) % L
    point = compress(multiply(r, BASE))
    s = (r + sha512(point, key, message) * a) % L
    return point + s.to_bytes(32, "little")


def signature_holds(key, message, signature):
    a, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = sha512(signature[:32], key, message) % L
    left, right = multiply(s, BASE), add(r, multiply(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and \
        (left[1] * right[2] - right[1] * left[2]) % P == 0


# RFC 6962, section 2.1, as it is written there.

def leaf_hash(line):
    return hashlib.sha256(b"\0" + line).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def tree_hash(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def path(m, leaves):
    if len(leaves) <= 1:
        return []
    k = split(len(leaves))
    if m < k:
        return path(m, leaves[:k]) + [tree_hash(leaves[k:])]
    return path(m - k, leaves[k:]) + [tree_hash(leaves[:k])]


def root_from_path(m, n, leaf, proof):
    """The root that a proof leads to; the proof must have the right length."""
    if n == 1:
        assert not proof
        return leaf
    k = split(n)
    if m < k:
        return node_hash(root_from_path(m, k, leaf, proof[:-1]), proof[-1])
    return node_hash(proof[-1], root_from_path(m - k, n - k, leaf, proof[:-1]))


# C2SP.

def key_id(name, key):
    return hashlib.sha256(name.encode() + b"\n\x01" + key).digest()[:4]


def verifier_key(text):
    name, number, data = text.strip().split("+", 2)
    data = base64.b64decode(data, validate=True)
    assert data[0] == 1 and len(data) == 33
    assert number == key_id(name, data[1:]).hex()
    return name, data[1:]


def checkpoint_open(note, key_text):
    name, key = verifier_key(key_text)
    text, signatures = note.rsplit(b"\n\n", 1)
    text += b"\n"
    good = False
    for line in signatures.decode().splitlines():
        dash, signer, data = line.split(" ")
        assert dash == "\u2014"
        data = base64.b64decode(data, validate=True)
        if signer == name and data[:4] == key_id(name, key):
            assert signature_holds(key, text, data[4:])
            good = True
    assert good
    origin, size, root = text.decode().splitlines()[:3]
    assert origin == name
    assert str(int(size)) == size
    return int(size), base64.b64decode(root, validate=True)


def checkpoint_sign(seed, name, size, root):
    text = f"{name}\n{size}\n{base64.b64encode(root).decode()}\n"
    data = key_id(name, public_key(seed)) + sign(seed, text.encode())
    return (text + f"\n\u2014 {name} {base64.b64encode(data).decode()}\n").encode()


def proof_open(proof, key_text):
    """The entry that a proof with `extra` shows."""
    body, note = proof.split(b"\n\n", 1)
    lines = body.decode().split("\n")
    assert lines.pop(0) == "c2sp.org/tlog-proof@v1"
    entry = None
    if lines[0].startswith("extra "):
        entry = base64.b64decode(lines.pop(0)[6:], validate=True)
    index = int(lines.pop(0).removeprefix("index "))
    size, root = checkpoint_open(note, key_text)
    hashes = [base64.b64decode(line, validate=True) for line in lines]
    assert index < size
    assert root_from_path(index, size, leaf_hash(entry), hashes) == root
    return entry


def proof_make(entry, index, leaves, note):
    lines = ["c2sp.org/tlog-proof@v1",
             "extra " + base64.b64encode(entry).decode(), f"index {index}"]
    lines += [base64.b64encode(h).decode() for h in path(index, leaves)]
    return ("\n".join(lines) + "\n\n").encode() + note
