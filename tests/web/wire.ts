// SPDX-License-Identifier: ISC
// A line between a client and a service that can be cut: TCP passed through,
// as a proxy or a bad network does, until so many bytes went up or came down.
// A client that says CONNECT first, as to a proxy, gets the same line.

import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import type { Server } from "node:net";

const CONNECT = Buffer.from("CONNECT ");

export class Wire {
	/** Bytes that clients sent, and that came back. */
	up = 0;
	down = 0;
	/** Cut every connection when `up` reaches the first, then the next. */
	cuts: number[] = [];
	/** The same for `down`. */
	downCuts: number[] = [];
	cut = 0;
	private readonly server: Server;
	private readonly open = new Set<Socket>();

	private constructor(to: number) {
		this.server = createServer((client) => {
			const far = connect(to, "127.0.0.1");

			for (const s of [client, far]) {
				this.open.add(s);
				s.on("error", () => undefined);
				s.on("close", () => {
					this.open.delete(s);
					client.destroy();
					far.destroy();
				});
			}
			let first = true;

			client.on("data", (data: Buffer) => {
				if (first && data.subarray(0, 8).equals(CONNECT)) {
					client.write("HTTP/1.1 200 OK\r\n\r\n");
					return;
				}
				first = false;
				this.up += data.length;
				this.pass(data, far, this.up, this.cuts);
			});
			far.on("data", (data: Buffer) => {
				this.down += data.length;
				this.pass(data, client, this.down, this.downCuts);
			});
		});
	}

	private pass(data: Buffer, to: Socket, sum: number, cuts: number[]): void {
		const at = cuts[0];

		if (at === undefined || sum < at) {
			to.write(data);
			return;
		}
		/* What came before the cut arrives; then both ends are dead. */
		to.write(data.subarray(0, data.length - (sum - at)));
		cuts.shift();
		this.cut++;
		setTimeout(() => this.drop(), 5);
	}

	/** Cut what is open now. */
	drop(): void {
		for (const s of this.open)
			s.resetAndDestroy();
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	static async to(port: number): Promise<Wire> {
		const w = new Wire(port);

		await new Promise<void>((resolve) =>
			w.server.listen(0, "127.0.0.1", resolve));
		return w;
	}

	async close(): Promise<void> {
		this.drop();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
