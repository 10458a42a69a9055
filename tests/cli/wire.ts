// SPDX-License-Identifier: ISC
// A line to a local port for the transcripts, cut when so many bytes went up,
// or, with a minus, came down.
//	wire.ts PORT BYTES ...
// Prints the port to use, then, at SIGTERM, how often it was cut.

import { Wire } from "../web/wire.ts";

const [port, ...cuts] = process.argv.slice(2).map(Number);
const wire = await Wire.to(port ?? 0);

wire.cuts = cuts.filter((n) => n > 0);
wire.downCuts = cuts.filter((n) => n < 0).map((n) => -n);
process.on("SIGTERM", () => {
	console.log(`cut ${wire.cut} times, ` +
	    `${Math.round(wire.down / 1e6)} MB down`);
	void wire.close().then(() => process.exit(0));
});
console.log(wire.port);
