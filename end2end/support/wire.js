// Requests as they go over the wire, without a browser's help: status, headers, bytes.

import { request } from "node:http";

/** Answers { status, headers, body } with the body as it was sent, compressed or not. */
export function wire(centre, path, { method = "GET", headers = {}, body } = {}) {
  const { hostname, port } = new URL(centre.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (reply) => {
      const chunks = [];
      reply.on("data", (chunk) => chunks.push(chunk));
      reply.on("end", () => resolve({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks) }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

export const FORM = { "content-type": "application/x-www-form-urlencoded" };
