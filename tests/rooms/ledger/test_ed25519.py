"""The verifier's own Ed25519, against RFC 8032 and against the library that signs."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from reticent.ledger import standalone_verifier as verifier

# RFC 8032, section 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_published_signatures_fit(key: str, message: str, signature: str) -> None:
    assert verifier.signature_fits(bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature))


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_the_published_signatures_fit_nothing_else(key: str, message: str, signature: str) -> None:
    raw_key, raw = bytes.fromhex(key), bytes.fromhex(signature)

    assert not verifier.signature_fits(raw_key, bytes.fromhex(message) + b"!", raw)
    assert not verifier.signature_fits(raw_key, bytes.fromhex(message), raw[:-1])
    assert not verifier.signature_fits(raw_key, bytes.fromhex(message), raw[32:] + raw[:32])


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_a_signature_with_the_order_added_is_refused(key: str, message: str, signature: str) -> None:
    # RFC 8032, 5.1.7: S must be below L, or every signature would have twins.
    raw = bytes.fromhex(signature)
    twin = raw[:32] + (int.from_bytes(raw[32:], "little") + verifier.L).to_bytes(32, "little")

    assert not verifier.signature_fits(bytes.fromhex(key), bytes.fromhex(message), twin)


@pytest.mark.parametrize(
    "bad", [b"", b"\xff" * 32, verifier.P.to_bytes(32, "little"), (1 | 1 << 255).to_bytes(32, "little")]
)
def test_what_encodes_no_point_is_no_key(bad: bytes) -> None:
    assert verifier.point(bad) is None
    assert not verifier.signature_fits(bad, b"", bytes(64))


def test_the_published_signed_note_verifies() -> None:
    # The example in the documentation of golang.org/x/mod/sumdb/note, the first implementation of the form.
    name, ident = "PeterNeumann", "c74f20a3"
    key = verifier.unbase64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n"
    )
    signed = verifier.unbase64(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )

    assert verifier.hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] == ident
    assert signed[:4].hex() == ident
    assert verifier.signature_fits(key[1:], text.encode(), signed[4:])


@settings(max_examples=30)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_the_library_that_signs(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    flipped = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")

    assert verifier.signature_fits(public, message, signature)
    assert verifier.signature_fits(public, message, flipped) == _library_says(public, message, flipped)


def _library_says(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True
