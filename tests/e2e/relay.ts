// SPDX-License-Identifier: ISC
// A TCP relay between the browser and a service that keeps every byte, to look
// at what an observer of the network has.

import { type Server, type Socket, connect, createServer } from "node:net";

export class Relay {
	port = 0;
	/** Bytes that went to the service until now. */
	sent = 0;
	private whole = true;
	private readonly parts: Buffer[] = [];
	private readonly sockets = new Set<Socket>();
	private readonly server: Server;

	private constructor(target: number) {
		this.server = createServer((near) => {
			if (!this.whole) {
				near.destroy();
				return;
			}
			const far = connect(target, "127.0.0.1");

			for (const [from, to] of [[near, far], [far, near]] as const) {
				this.sockets.add(from);
				from.on("data", (part: Buffer) => {
					this.parts.push(part);
					this.sent += from === near ? part.length : 0;
				});
				from.on("error", () => to.destroy());
				from.on("close", () => {
					this.sockets.delete(from);
					to.destroy();
				});
				from.pipe(to);
			}
		});
	}

	static start(target: number): Promise<Relay> {
		const relay = new Relay(target);

		return new Promise((resolve, reject) => {
			relay.server.on("error", reject);
			relay.server.listen(0, "127.0.0.1", () => {
				const at = relay.server.address();

				relay.port = typeof at === "object" && at !== null ?
				    at.port : 0;
				resolve(relay);
			});
		});
	}

	/** Cut every line that is open; no other is taken until mend(). */
	cut(): void {
		this.whole = false;
		for (const socket of this.sockets)
			socket.destroy();
	}

	mend(): void {
		this.whole = true;
	}

	/** Both directions, in the order they passed. */
	get bytes(): Buffer {
		return Buffer.concat(this.parts);
	}

	stop(): Promise<void> {
		this.cut();
		return new Promise((resolve) => {
			this.server.close(() => resolve());
		});
	}
}
