// SPDX-License-Identifier: ISC
// The forty letters of the month: invented, and about nobody.  E01 is there
// for its characters.

export interface Letter {
	readonly form: "concern" | "youth";
	/** What the form asks, as `qf send --field` takes it. */
	readonly fields: readonly string[];
	readonly text: string;
	/** Officers whom the reporter leaves out. */
	readonly avoid?: readonly string[];
	/** Readers other than the form's. */
	readonly class?: string;
}

function concern(category: string, text: string,
    more: Partial<Letter> = {}): Letter {
	return { form: "concern", text, fields: [`category=${category}`,
		"unit=U02", "truth=yes"], ...more };
}

function youth(kind: string, topic: string, text: string): Letter {
	return { form: "youth", text, fields: [`kind=${kind}`,
		`topic=${topic}`, "reply=code", "notice=2026-11-26"] };
}

const without03 = { avoid: ["03"] };

export const letters: Readonly<Record<string, Letter>> = {
	c01: concern("A02", "我在某区团委下属青少年活动中心工作。今年三月以来，中心要求每次活动后都补齐“三张照片、两份签到、一篇信息稿”，没有照片的活动不算数。四月十八日的活动实际到场九人，信息稿写成了六十余人，签到表是第二天由同事代签的。类似情况至少有四次。活动登记本和群里的通知都能核对。"),
	c02: concern("B01", "去年中秋节前一周，某部室一名负责人在办公室收下了承办单位送来的购物卡，我看到两个信封，没有看到金额。送卡的人是承办暑期夏令营的公司员工。当时走廊上还有一名同事。此后该公司又承接了两次活动，没有看到比选材料。", without03),
	c03: concern("B02", "二〇二五年十二月二十七日晚，某下属事业单位以“项目总结会”名义在某饭店聚餐，大约十二人，餐费听说三千多元，由合作的文化公司结账。第二周发票以“会议服务费”报销。"),
	c04: concern("B04", "中心从活动经费里给每名编外人员发了“加班补助”，领导班子成员也领了，但班子成员没有加班记录。发放表有两份，一份给审计看。"),
	c05: concern("A04", "本月填报各类表格二十一张，其中九张内容重复，要求当天上报。为应付检查，同一次走访拍了三套照片放进不同台账。希望减少重复填报。"),
	c06: concern("B09.1", "单位公务车周末停在某小区，连续三个周六都在。车牌尾号我记得是两位数字。照片里有旁人的脸，我已经遮挡。"),
	c07: concern("A02", "暑期志愿服务的时长是月底统一补录的，名单里有人那几天在外地。"),
	c08: concern("A04", "同一件事要在三个群里接龙，晚上十点还在群里点名。"),
	c09: concern("B01", "节前有人把两箱茶叶放进值班室，说是合作单位的心意，后来不见了。", without03),
	c10: concern("B02", "培训班结业时在农家乐吃饭，费用写成了教材费。"),
	c11: concern("B04", "岗位津贴的发放标准没有公开过，同样的活不同的钱。"),
	c12: concern("A02", "调研只去了一个点，材料里写成走访了八个点。", without03),
	c13: concern("B09.1", "公车加油卡上的里程和加油的次数几个月都对不上。"),
	c14: concern("A04", "一个月开了十四次动员会，没有一次说到怎么做。"),
	c15: concern("C01", "活动物资采购三家比价，三家报价单的联系电话是同一个。"),
	c16: concern("C01", "另一位同事也看到了：物资比价的三张报价单是一个人送来的。"),
	c17: concern("B02", "年终总结会在度假酒店开了两天，会议一共一个小时。"),
	c18: concern("A02", "上报的青年之家有一处常年锁门，台账上每周都有活动。", without03),
	c19: concern("B04", "值班补助有人领了，真正值班的却是两名实习生。"),
	c20: concern("A04", "为了迎检，把三年的会议记录重新补写了一遍。"),
	c21: concern("B01", "评比之前，有参评单位给每名评委送了纪念品。", without03),
	c22: concern("A02", "培训签到一人代签十几个名字，课堂上只坐了两排。"),
	c23: concern("B09.1", "借调人员的车长期停在单位里充电，从来没有登记。"),
	c24: concern("C01", "印刷费每次都差一点到招标线，拆成了四张单子。"),
	c25: concern("A04", "网上投票拉票的任务分到了每个支部，还要交截图。"),
	e01: concern("E", "生僻字：𠮷野、㛃姐、䶮书记、王𬎆、李㼆、〇号楼；表情：😀👍🏽👨‍👩‍👧；全角数字：１２３４；零宽：甲\u200b乙；双向：\u202eabc\u202c；换行：\r\n第二行\n第三行；制表：\t完。"),
	l01: concern("B01", "单位主要负责人的亲属承接了本单位的保洁项目。",
	    { class: "leadership" }),
	l02: concern("D01", "班子里有人让下属垫付私人餐费，半年没有还。",
	    { class: "leadership" }),
	y01: youth("ask", "Y10", "我在园区上班，租房合同到期，想知道青年驿站最长可以住几天、要带什么材料。"),
	y02: youth("advice", "Y11", "站里晚上八点就关门，我们下班七点半，赶不上心理咨询。能不能每周开一天到九点半？"),
	y03: youth("advice", "Y04", "外卖骑手想参加周末的交友活动，但报名要填单位和学历，感觉不友好。建议把这两项改成选填。"),
	y04: youth("praise", "Y12", "表扬：昨天下午联青服务站的小周同志帮我把劳动仲裁的材料一项项看完，还打了电话问清楚窗口时间，谢谢！"),
	y05: youth("help", "Y10", "第一份工作，试用期没有签合同，想找人问一问怎么办。"),
	y06: youth("ask", "Y01", "自习室周末开不开门？门口没有贴时间。"),
	y07: youth("complaint", "Y01", "预约的活动临时取消，到了门口才知道。"),
	y08: youth("help", "Y11", "最近睡不好，想约一次心理咨询，晚上有没有时间？"),
	y09: youth("ask", "Y04", "交友活动的照片会不会公开？我不想被拍到。"),
	y10: youth("advice", "Y12", "服务站的饮水机可以放一些一次性杯子。"),
	y11: youth("ask", "Y10", "青年驿站可以带行李寄存吗？面试当天不方便拿。"),
	y12: youth("advice", "Y01", "讲座可以留一段录音，来不了的人也能听。"),
};
