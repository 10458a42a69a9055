// SPDX-License-Identifier: ISC
// The Chinese words of campaigns (专项) and their closing reports.

export const campaigns = {
	title: "专项",
	which: "看哪一项",
	chip: "{name}（{when}）",
	when: { runs: "进行中", ran: "已结束", comes: "未开始" },
	none: "本站没有专项。专项写在 site.json 里。",
	cases: "来信 {n} 封", noCases: "还没有这个专项的来信。",
	unopened: "未拆阅",
	stored: "{date} 收到",
	labelled: "（由工作人员标注）",
	late: "{n} 封有期限已过，请先办。",
	items: "整改事项", noItems: "没有整改事项。",
	pick: "请选专项", noneOver: "还没有已经结束的专项",
	words: "专项情况",
	wordsHint: "做了什么、发现什么、怎么改、还差什么。自己重新写，不照抄来信。不写姓名、单位、日期、金额、地点。",
	reportTitle: "{name}收官报告",
	nothing: "没有能公布的数。",
	checked: "两人逐项看过：没有姓名、单位、日期、金额、地点。",
	figures: "专项数据",
	notOver: "专项结束的那个月过完两天以后，才有能公布的数。",
	legend: "从开始的月份到结束的月份，合计一次。“—”：不足 {n} 件（含没有），或者公布后会推出别的不足 {n} 件的数。各表不设合计。",
};

export type CampaignWords = typeof campaigns;
