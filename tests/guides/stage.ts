// SPDX-License-Identifier: ISC
// Guides and who plays them, for the test that walks them and for the target
// that takes their pictures.

import { Site } from "../e2e/site.ts";
import { type Take, openGuide, walk } from "./guide.ts";
import { OFFICERS, Officers } from "./officers.ts";
import { REPORTERS, Reporters } from "./reporters.ts";

/** As a site would name them; the demonstration organ is conf/site.json's. */
const OFFICES = {
	"01": "纪检工作办公室", "02": "纪检工作办公室", "03": "机关纪委",
	"05": "青年发展和权益部", "06": "青年志愿服务指导中心",
	"09": "上级纪检监察机关", "10": "上级纪检监察机关",
};

export function stage(): Promise<Site> {
	return Site.create({ office: true, offices: OFFICES });
}

export async function playReporters(site: Site, take: Take): Promise<void> {
	const cast = new Reporters(site);

	await walk(openGuide(REPORTERS), cast, take);
	cast.quiet();
}

export async function playOfficers(site: Site, take: Take): Promise<void> {
	const cast = await Officers.start(site);

	try {
		await walk(openGuide(OFFICERS), cast, take);
		cast.quiet();
	} finally {
		await cast.stop();
	}
}
