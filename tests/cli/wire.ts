// SPDX-License-Identifier: ISC
// A line to a local port for the transcripts, cut when so many bytes went up.
//	wire.ts PORT BYTES ...
// Prints the port to use, then, at SIGTERM, how often it was cut.

import { Wire } from "../web/wire.ts";

const [port, ...cuts] = process.argv.slice(2).map(Number);
const wire = await Wire.to(port ?? 0);

wire.cuts = cuts;
process.on("SIGTERM", () => {
	console.log(`cut ${wire.cut} times`);
	void wire.close().then(() => process.exit(0));
});
console.log(wire.port);
