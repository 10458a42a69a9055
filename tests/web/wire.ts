// SPDX-License-Identifier: ISC
// A line between a client and a service that can be cut: TCP passed through,
// as a proxy or a bad network does, until so many bytes went up.

import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import type { Server } from "node:net";

export class Wire {
	/** Bytes that clients sent. */
	up = 0;
	/** Cut every connection when `up` reaches the first, then the next. */
	cuts: number[] = [];
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
			far.pipe(client);
			client.on("data", (data: Buffer) => this.pass(data, far));
		});
	}

	private pass(data: Buffer, far: Socket): void {
		const at = this.cuts[0];

		this.up += data.length;
		if (at === undefined || this.up < at) {
			far.write(data);
			return;
		}
		/* What came before the cut arrives; then both ends are dead. */
		far.write(data.subarray(0, data.length - (this.up - at)));
		this.cuts.shift();
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
