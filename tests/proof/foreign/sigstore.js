// Asks @sigstore/verify whether proofs show their leaf. One proof a line comes in as JSON, and its answer goes out.
//
// {"proof": a tlog-proof, "leaf": base64, "key": the log's verifier key}  ->  true or false
"use strict";

const readline = require("node:readline");
const { createPublicKey } = require("node:crypto");
const { VerificationError } = require("@sigstore/verify");
const { verifyTLogInclusion } = require("@sigstore/verify/dist/tlog");

const ED25519_SPKI = Buffer.from("302a300506032b6570032100", "hex");

function authority(key) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(key);
  const raw = Buffer.from(encoded, "base64").subarray(1);
  const publicKey = createPublicKey({ key: Buffer.concat([ED25519_SPKI, raw]), format: "der", type: "spki" });
  return { baseURL: name, logID: Buffer.from(id, "hex"), publicKey };
}

function entry(proof, leaf) {
  const end = proof.indexOf("\n\n");
  const lines = proof.slice(0, end).split("\n").filter((line) => !line.startsWith("extra "));
  return {
    canonicalizedBody: Buffer.from(leaf, "base64"),
    inclusionProof: {
      logIndex: lines[1].slice("index ".length),
      hashes: lines.slice(2).map((line) => Buffer.from(line, "base64")),
      checkpoint: { envelope: proof.slice(end + 2) },
    },
  };
}

function shown({ proof, leaf, key }) {
  try {
    verifyTLogInclusion(entry(proof, leaf), [authority(key)]);
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return false;
    throw error;
  }
}

readline.createInterface({ input: process.stdin }).on("line", (line) => console.log(shown(JSON.parse(line))));
