"""A passkey in software: it registers, and signs what the site asks it to."""

import hashlib
import json
import secrets

from allauth.account.utils import user_pk_to_url_str
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

SITE = "testserver"
SHOWN = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV  # somebody was there, and known


class Passkey:
    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)

    def register(self, challenge="any"):
        """What the browser sends when it has made the passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = self.data(SHOWN | AuthenticatorData.FLAG.AT, credential)
        return self.answer(
            clientDataJSON=self.client("webauthn.create", challenge),
            attestationObject=AttestationObject.create("none", data, {}),
        )

    def sign(self, person, challenge):
        """What the browser sends when somebody has shown the passkey."""
        data, client = self.data(SHOWN), self.client("webauthn.get", challenge)
        signed = data + hashlib.sha256(client).digest()
        return self.answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(SHA256())),
            userHandle=user_pk_to_url_str(person).encode(),
        )

    def sent(self, person, challenge):
        """The same as the field of a form."""
        return json.dumps(self.sign(person, challenge))

    def data(self, flags, credential=b""):
        return AuthenticatorData.create(
            hashlib.sha256(SITE.encode()).digest(), flags, 0, credential
        )

    def client(self, kind, challenge):
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": f"http://{SITE}"}
        ).encode()

    def answer(self, **response):
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {name: websafe_encode(value) for name, value in response.items()},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
