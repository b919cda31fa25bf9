// A receiver of Rebound's webhooks with nothing but Node's library: verifies, answers, takes each message once.
//
//     WEBHOOK_SECRETS="whsec_…" node receiver.mjs 8080      receives on 127.0.0.1:8080, prints each message as a line
//     node receiver.mjs --vectors vectors.json              verifies the test vectors
//
// Put it behind whatever gives you HTTPS. During a rotation WEBHOOK_SECRETS holds both secrets, with a blank between.

import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const TOLERANCE_SECONDS = 300;
const BODY_BYTES_MAX = 64_000;
const REMEMBERED_MAX = 100_000;

class Refused extends Error {}

// The message's id, once one of the secrets is proven to have signed exactly this body, lately; throws Refused else.
// `headers` have lower-case names; `body` is a Buffer: JSON that was read and written again is another text.
export function verify(secrets, headers, body, nowSeconds) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (id === "" || !/^[0-9]{1,12}$/.test(timestamp)) throw new Refused("a header is missing");
  if (Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS) throw new Refused("signed at another time");
  const given = (headers["webhook-signature"] ?? "").split(" ");
  for (const secret of secrets) {
    const hmac = createHmac("sha256", key(secret)).update(`${id}.${timestamp}.`).update(body);
    const expected = "v1," + hmac.digest("base64");
    if (given.some((each) => areSame(each, expected))) return id;
  }
  throw new Refused("signed with another secret");
}

function key(secret) {
  const text = secret.replace(/^whsec_/, "");
  const bytes = Buffer.from(text, "base64");
  // Node reads over what is no Base64: a secret with a letter lost would fit nothing, and nobody would know why.
  if (bytes.toString("base64") !== text) throw new Error("WEBHOOK_SECRETS holds something that is no secret");
  return bytes;
}

function areSame(given, expected) {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

// In your shop this is a table with a unique key, written in the transaction that does the work.
const taken = new Set();

function take(id, body) {
  if (taken.has(id)) return;
  // Only leave the work for later here, in a queue or a table: Rebound waits 15 seconds for your answer.
  console.log(JSON.stringify({ id, ...JSON.parse(body.toString("utf8")) }));
  taken.add(id);
  if (taken.size > REMEMBERED_MAX) taken.delete(taken.values().next().value);
}

// 204 to what is verified, whether it is new or came before; 400 to everything else.
function statusFor(secrets, request, body) {
  if (request.method !== "POST") return 405;
  try {
    take(verify(secrets, request.headers, body, Date.now() / 1000), body);
    return 204;
  } catch (error) {
    if (error instanceof Refused) return 400;
    throw error;
  }
}

function serve(port) {
  const secrets = (process.env.WEBHOOK_SECRETS ?? "").split(" ").filter(Boolean);
  if (secrets.length === 0) throw new Error("WEBHOOK_SECRETS is empty");
  secrets.forEach(key);
  const server = createServer((request, response) => {
    const pieces = [];
    let size = 0;
    request.on("data", (piece) => {
      size += piece.length;
      if (size <= BODY_BYTES_MAX) pieces.push(piece);
    });
    request.on("end", () => {
      const status = size > BODY_BYTES_MAX ? 413 : statusFor(secrets, request, Buffer.concat(pieces));
      response.writeHead(status, { "Content-Length": "0" }).end();
    });
  });
  // A client that sends nothing may not keep a connection for ever.
  server.requestTimeout = 10_000;
  server.listen(port, "127.0.0.1", () => console.error(`receiving on port ${server.address().port}`));
}

function tried(testCase, secrets) {
  try {
    verify(secrets, testCase.headers, Buffer.from(testCase.body), testCase.now_seconds);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function tryVectors(path) {
  const vectors = JSON.parse(readFileSync(path, "utf8"));
  let wrong = 0;
  for (const testCase of vectors.cases) {
    const isRight = tried(testCase, vectors.secrets) === testCase.is_valid;
    console.log(isRight ? "ok" : "WRONG", testCase.name);
    wrong += isRight ? 0 : 1;
  }
  return wrong;
}

if (process.argv[2] === "--vectors") process.exitCode = tryVectors(process.argv[3]) ? 1 : 0;
else serve(Number(process.argv[2] ?? 8080));
