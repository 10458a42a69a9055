// SPDX-License-Identifier: ISC
// Uploads as a client makes them, call by call (docs/protocol.md section 6).

import type { Answer } from "./client.ts";
import type { Service } from "./service.ts";

export const PART_TYPE = "application/offset+octet-stream";
export const CHUNK = 65552;
export const PART_MIN = 4 * CHUNK;
export const PART_MAX = 16 + 16 * CHUNK;
export const KIB = 1024;
export const MIB = 1024 * KIB;

/** A bucket's payload: what Upload-Length may be. */
export const LENGTH = { 1: 1048848, 4: 4195344, 16: 16781328, 64: 67125264 };

type Headers = Record<string, string>;

export const TUS: Headers = { "tus-resumable": "1.0.0" };

export function create(to: Service, length: number | string,
    headers: Headers = TUS): Promise<Answer> {
	return to.ask("/v1/uploads", { method: "POST", body: "",
		headers: { ...headers, "upload-length": String(length) } });
}

/** The ID of a new upload. */
export async function begin(to: Service, length: number): Promise<string> {
	const a = await create(to, length);
	const m = /^\/v1\/uploads\/([0-9a-f]{32})$/
	    .exec(String(a.headers["location"]));

	if (a.status !== 201 || m === null)
		throw new Error(`no upload: ${a.status} ${a.text}`);
	return m[1] ?? "";
}

export function look(to: Service, id: string, headers: Headers = TUS):
    Promise<Answer> {
	return to.ask(`/v1/uploads/${id}`, { method: "HEAD", headers });
}

export function part(to: Service, id: string, offset: number | string,
    body: Uint8Array, headers: Headers = {}): Promise<Answer> {
	return to.ask(`/v1/uploads/${id}`, { method: "PATCH", body, headers: {
		...TUS, "upload-offset": String(offset),
		"content-type": PART_TYPE, ...headers } });
}

/** Everything from offset on, in parts of size. */
export async function sendFrom(to: Service, id: string, payload: Uint8Array,
    offset = 0, size = PART_MAX, end = payload.length): Promise<void> {
	for (let at = offset; at < end; at += size) {
		const a = await part(to, id, at,
		    payload.subarray(at, Math.min(at + size, end)));

		if (a.status !== 204)
			throw new Error(`part at ${at}: ${a.status} ${a.text}`);
	}
}

/** The payload, uploaded whole; its ID. */
export async function upload(to: Service, payload: Uint8Array, size = PART_MAX):
    Promise<string> {
	const id = await begin(to, payload.length);

	await sendFrom(to, id, payload, 0, size);
	return id;
}
