// SPDX-License-Identifier: ISC
// The rooms beside the letters, and the way there.

import { type App, ROOMS, type Room, focus } from "./app.ts";
import { type Child, button, el } from "./dom.ts";
import { boardView, loadBoard } from "./month/board.ts";
import { campaignsView, loadCampaigns } from "./month/campaigns.ts";
import { nodesView } from "./month/nodes.ts";
import { count, monthView } from "./month/view.ts";
import { recordsView } from "./records/view.ts";
import { w } from "./words.ts";

/** Fetch what the room shows, draw it, give its heading the focus. */
export function enter(app: App, room: Room): void {
	switch (room) {
	case "letters":
		app.draw();
		focus(".inbox h1");
		return;
	case "month":
		count(app, app.desk.month.period, ".room h1");
		return;
	case "board":
		loadBoard(app, ".room h1");
		return;
	case "campaigns":
		loadCampaigns(app, ".room h1");
		return;
	case "nodes":
	case "records":
		app.draw();
		focus(".room h1");
		return;
	}
}

export function roomView(app: App, room: Exclude<Room, "letters">): Child[] {
	switch (room) {
	case "month":
		return [monthView(app)];
	case "board":
		return [boardView(app)];
	case "nodes":
		return [nodesView()];
	case "records":
		return [recordsView(app)];
	case "campaigns":
		return [campaignsView(app)];
	}
}

export function rooms(app: App): HTMLElement {
	return el("nav", { class: "rooms", "aria-label": w().month.roomsLabel },
	    ...ROOMS.map((room) => {
		const node = button(w().month.rooms[room], "quiet", () =>
		    app.go(room));

		node.id = "room-" + room;
		if (app.desk.room === room)
			node.setAttribute("aria-current", "page");
		return node;
	    }));
}
