// SPDX-License-Identifier: ISC
// The Chinese words of the printed case sheet.

export const sheet = {
	open: "打印办理单",
	back: "返回来信",
	print: "打印",
	contact: "连同联系方式一起印",
	warn: "纸上的内容不再加密。印完当面取走，按问题线索保管；不用了就销毁。",
	only: "只能打印一封来信的办理单：打开来信，按“打印办理单”。",
	title: "办理单",
	head: "{brand} 办理单 · 编号 {number} · 内部资料，注意保管",
	number: "编号",
	form: "类别",
	received: "收到日期",
	state: "办理状态",
	printed: "打印",
	printedBy: "{date}，{who}",
	report: "来信内容",
	history: "办理经过",
	date: "日期",
	who: "谁",
	what: "做了什么，为什么",
	noHistory: "还没有办理记录。",
	letters: "往来",
	noLetters: "还没有答复，也没有补充。",
	contactLeft: "联系方式没有印。",
	contactNone: "没有可以打开的联系方式。",
	memosLeft: "内部备忘 {n} 条没有印。",
	closed: "有 {n} 条内容打不开，没有印。",
	bad: "有 {n} 处核验不过，以屏幕上的说明为准。",
	file: "附件：{name}（{size}），没有印",
	sign: "承办人签字：　　　　　　　　　　日期：",
};

export type SheetWords = typeof sheet;
