// SPDX-License-Identifier: ISC
// A canvas to make a picture on, and whether it tells the truth.

/** A blank one of this size, white: JPEG has no holes. */
export function canvas(width: number, height: number):
    [HTMLCanvasElement, CanvasRenderingContext2D | null] {
	const node = document.createElement("canvas");

	node.width = Math.max(1, Math.round(width));
	node.height = Math.max(1, Math.round(height));
	const context = node.getContext("2d", { alpha: false });
	if (context !== null) {
		context.fillStyle = "#fff";
		context.fillRect(0, 0, node.width, node.height);
		context.imageSmoothingQuality = "high";
	}
	return [node, context];
}

/** Free its pixels now, not when the engine gets to it. */
export function drop(node: HTMLCanvasElement): void {
	node.width = node.height = 0;
}

/**
 * Browsers that hide what a canvas holds (as Tor Browser does) give noise for
 * pixels, and a picture of noise must not be taken for the one wanted.
 */
export function canvasTells(): boolean {
	const [node, context] = canvas(2, 2);

	if (context === null)
		return false;
	context.fillStyle = "#4080c0";
	context.fillRect(0, 0, 2, 2);
	const told = context.getImageData(0, 0, 2, 2).data;
	drop(node);
	return [64, 128, 192].every((want, i) =>
	    Math.abs((told[12 + i] ?? 0) - want) <= 2);
}

export function blobOf(node: HTMLCanvasElement, type: string,
    quality?: number): Promise<Blob | null> {
	return new Promise((resolve) => node.toBlob(resolve, type, quality));
}
