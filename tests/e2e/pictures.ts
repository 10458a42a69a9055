// SPDX-License-Identifier: ISC
// Pictures as a phone's camera leaves them: drawn by the browser, and tagged by
// exiftool with what cameras write.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

import type { Page } from "playwright-core";

export type Format = "jpeg" | "png" | "webp";

/** Four quarters of these colours, so that turning shows; noise makes it big. */
export interface Drawn {
	readonly width: number;
	readonly height: number;
	readonly format: Format;
	/** 0 to 1: how much of the pixels is noise. */
	readonly noise?: number;
}

/** Red, green, blue, yellow: above left and right, below left and right. */
export async function draw(page: Page, o: Drawn): Promise<Buffer> {
	const text = await page.evaluate(async ({ width, height, format, noise }) => {
		const canvas = document.createElement("canvas");
		const context = canvas.getContext("2d");

		if (context === null)
			throw new Error("no canvas");
		canvas.width = width;
		canvas.height = height;
		["#f00000", "#00c000", "#0000f0", "#f0f000"].forEach((colour, i) => {
			context.fillStyle = colour;
			context.fillRect(i % 2 * width / 2, (i >> 1) * height / 2,
			    width / 2, height / 2);
		});
		if (noise !== undefined) {
			const image = context.getImageData(0, 0, width, height);
			for (let i = 0; i < image.data.length; i++)
				if (i % 4 !== 3 && Math.random() < noise)
					image.data[i] = Math.random() * 256;
			context.putImageData(image, 0, 0);
		}
		const blob = await new Promise<Blob | null>((done) =>
		    canvas.toBlob(done, "image/" + format, 0.95));
		const bytes = new Uint8Array(await (blob ?? new Blob())
		    .arrayBuffer());
		let binary = "";
		for (let at = 0; at < bytes.length; at += 32768)
			binary += String.fromCharCode(
			    ...bytes.subarray(at, at + 32768));
		return btoa(binary);
	}, o);

	return Buffer.from(text, "base64");
}

/** What a phone's camera says of itself, of the place and of the hour. */
export const CAMERA: readonly string[] = [
	"-EXIF:Make=HUAWEI", "-EXIF:Model=ALN-AL00",
	"-EXIF:Software=ALN-AL00 4.2.0.130", "-EXIF:Artist=Somebody",
	"-EXIF:DateTimeOriginal=2026:11:01 10:11:12",
	"-EXIF:CreateDate=2026:11:01 10:11:12",
	"-EXIF:ModifyDate=2026:11:01 10:11:12",
	"-EXIF:OffsetTimeOriginal=+08:00", "-EXIF:SerialNumber=SN20261101",
	"-EXIF:LensModel=rear 27mm", "-EXIF:UserComment=a comment",
	"-EXIF:ImageDescription=a description",
	"-EXIF:GPSLatitude=31.299", "-EXIF:GPSLatitudeRef=N",
	"-EXIF:GPSLongitude=120.585", "-EXIF:GPSLongitudeRef=E",
	"-EXIF:GPSDateStamp=2026:11:01", "-EXIF:GPSTimeStamp=02:11:12",
	"-XMP:CreatorTool=ALN-AL00", "-XMP:GPSLatitude=31.299",
	"-XMP:Creator=Somebody", "-XMP:CreateDate=2026:11:01 10:11:12",
];

/** exiftool's own reading of a file, group by group. */
export function tagsOf(path: string): Record<string, unknown> {
	const text = execFileSync("exiftool", ["-json", "-G", "-a", "-u", "-U",
		"-n", path], { encoding: "utf8" });

	return (JSON.parse(text) as Record<string, unknown>[])[0] ?? {};
}

/** The file at path, with these tags. */
export function tag(path: string, bytes: Buffer, tags: readonly string[]):
    void {
	writeFileSync(path, bytes);
	if (tags.length > 0)
		execFileSync("exiftool", ["-q", "-m", "-overwrite_original",
			...tags, path]);
}
