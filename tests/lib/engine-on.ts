// SPDX-License-Identifier: ISC
// node --import this: the tests that follow run on libsodium's WebAssembly
// (desk/sodium.ts) where it takes what they ask, as the console's workers do.

import { loadSodium } from "../../assets/desk/sodium.ts";
import { useEngine } from "../../assets/lib/engine.ts";

const sodium = await loadSodium();

if (sodium === undefined)
	throw new Error("libsodium does not run here");
useEngine(sodium);
