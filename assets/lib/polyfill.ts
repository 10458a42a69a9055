// SPDX-License-Identifier: ISC
// The two things noble needs that Chrome before 93 and iOS before 15.4 lack.
// A page's entry point imports this first; it must run before noble does.

declare global {
	interface ObjectConstructor {
		hasOwn(o: object, key: PropertyKey): boolean;
	}
}

if (typeof Object.hasOwn !== "function") {
	Object.hasOwn = (o: object, key: PropertyKey): boolean =>
	    Object.prototype.hasOwnProperty.call(o, key);
}

if (typeof DataView.prototype.setBigUint64 !== "function") {
	// No BigInt literals: iOS 13 has none, and a script that it cannot even
	// parse could not tell the person why nothing works.
	DataView.prototype.setBigUint64 = function (at, value, little) {
		const high = Number(value >> BigInt(32) & BigInt(0xffffffff));
		const low = Number(value & BigInt(0xffffffff));

		this.setUint32(at + (little ? 4 : 0), high, little);
		this.setUint32(at + (little ? 0 : 4), low, little);
	};
}

export {};
