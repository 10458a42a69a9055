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
	DataView.prototype.setBigUint64 = function (at, value, little) {
		const high = Number((value >> 32n) & 0xffffffffn);
		const low = Number(value & 0xffffffffn);

		this.setUint32(at + (little ? 4 : 0), high, little);
		this.setUint32(at + (little ? 0 : 4), low, little);
	};
}

export {};
