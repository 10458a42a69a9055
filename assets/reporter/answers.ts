// SPDX-License-Identifier: ISC
// The questions of one form and what their answers add up to: which questions
// are asked, who reads it, what the entry holds.

import type { Avoid } from "./avoid.ts";
import type { ContactData } from "./calls.ts";
import { fieldView } from "./fields.ts";
import { classOf } from "./route.ts";
import type { Field, Option } from "./site.ts";
import type { Contact, Minor } from "./ticks.ts";
import type { Env, Value, View } from "./view.ts";

export interface Question {
	readonly field: Field;
	readonly view: View & { shut?(codes: readonly string[]): void };
}

export interface Answers {
	readonly questions: readonly Question[];
	/** Ask what the answers so far call for, and nothing else. */
	follow(): void;
	/** The class to send to, the offices and numbers left out. */
	class(): string;
	offices(): readonly string[];
	not(): readonly string[];
	fields(): readonly Value[];
	contact(): ContactData | null;
}

export function answers(env: Env, more: readonly Value[]): Answers {
	const { form, app } = env;
	const questions: Question[] = form.fields.map((field) => ({ field,
		view: fieldView(env, field, field.name === "station" ?
		    app.readers?.station ?? "" : "") }));
	const find = <V extends View>(control: Field["control"]): V | null =>
	    (questions.filter((one) => one.field.control === control)[0]?.view ??
		null) as V | null;
	const avoid = find<Avoid>("avoid");
	const minor = find<Minor>("under14");
	const contact = find<Contact>("contact");
	const asked = () => questions.filter((one) => !one.view.node.hidden);

	function chosen(): readonly Option[] {
		return asked().reduce((all: Option[], one) =>
		    all.concat(one.view.chosen()), []);
	}

	function isAsked(field: Field): boolean {
		if (field.control === "contact" && minor?.is() === true)
			return false;
		const { when } = field;
		const cause = questions.filter((one) =>
		    one.field.name === when?.field)[0];
		return when === undefined || (cause !== undefined &&
		    !cause.view.node.hidden && cause.view.chosen().some((one) =>
			when.is.indexOf(one.code) >= 0));
	}

	const cls = () => classOf(app.site, form.class, chosen().reduce(
	    (all: string[], one) => one.class === undefined ? all :
		all.concat(one.class), []));

	/** Nobody under fourteen is asked for contact data. */
	function shut(): void {
		const when = questions.filter((one) =>
		    one.field.control === "contact")[0]?.field.when;
		for (const one of questions)
			if (when !== undefined && one.field.name === when.field)
				one.view.shut?.(minor?.is() === true ? when.is : []);
	}

	return {
		questions,
		follow() {
			shut();
			for (const one of questions)
				one.view.node.hidden = !isAsked(one.field);
			avoid?.route(cls());
		},
		class: () => avoid?.class() ?? cls(),
		offices: () => avoid?.offices() ?? [],
		not: () => avoid?.not() ?? [],
		fields() {
			const flags = chosen().map((one) => one.flag)
			    .filter((one, i, all): one is string =>
				one !== undefined && all.indexOf(one) === i);
			return asked().reduce((all: Value[], one) =>
			    all.concat(one.view.values()), [])
			    .concat(more, flags.map((one): Value => ["flag", one]));
		},
		contact: () => contact === null || contact.node.hidden ? null :
		    contact.contact(),
	};
}
