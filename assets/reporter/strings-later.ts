// SPDX-License-Identifier: ISC
// Words of what is fetched when it is wanted (later.ts), in both languages.

export const laterZh = {
	photosFull: "已经有 {n} 张，不能再加。",
	photosCount: "{n} 张",
	photoName: "图片 {i}",
	photoAdded: "第 {i} 张加好了。",
	photoRemoved: "{found} 已去掉",
	photoPlain: "没有发现拍摄信息",
	photoFound: {
		place: "地点", camera: "机型", time: "时间", small: "缩略图",
		other: "其他说明",
	},
	photoMoved: "移到第 {i} 张了。",
	photoGone: "第 {i} 张删掉了。",
	photoUp: "上移",
	photoDown: "下移",
	photoRemove: "删掉",
	photoBad: {
		big: "图片太大，最多 10 MB。请裁小一些，或换一张。",
		kind: "这不是图片，没有加。这里只收图片。",
		read: "这张图片读不出来，没有加。请再选一次。",
		decode: "手机打不开这张图片，没有加。请换一张，或只写文字。您写的字还在。",
		canvas: "这个浏览器不让网页处理图片，没有加。请只写文字，或换个浏览器。",
		dense: "这张图片压不小，没有加。请裁小一些。",
	},
	pictureAlt: "回执码的图片",
	pictureSave: "长按图片，就能保存。这张图没有寄出去。",
	pictureNot: "这个浏览器不让网页做图片。请抄在纸上。",
	proofWhat: "这是服务器签了名的收条。信要是被人删掉，能用它证明寄到过。里面没有您写的内容，也没有回执码。",
	proofSave: "存成小文件",
	proofWeChat: "微信里存不了文件。可以长按上面的字来复制，或者不存。",
};

export type LaterStrings = typeof laterZh;

export const laterEn: LaterStrings = {
	photosFull: "There are {n} already; no more can be added.",
	photosCount: "{n}",
	photoName: "Picture {i}",
	photoAdded: "Picture {i} was added. ",
	photoRemoved: "Taken out: {found}",
	photoPlain: "Nothing about the shot was found",
	photoFound: {
		place: "place", camera: "phone model", time: "time",
		small: "small copy", other: "other notes",
	},
	photoMoved: "Now picture {i}.",
	photoGone: "Picture {i} was removed.",
	photoUp: "Up",
	photoDown: "Down",
	photoRemove: "Remove",
	photoBad: {
		big: "The picture is too large; 10 MB at most. Crop it or choose another.",
		kind: "This is not a picture and was not added. Only pictures are taken.",
		read: "The picture cannot be read and was not added. Choose it again.",
		decode: "Your phone cannot open this picture; it was not added. Choose another, or send words alone. What you wrote is still here.",
		canvas: "This browser keeps pages from working on pictures; it was not added. Send words alone, or use another browser.",
		dense: "The picture cannot be made small enough and was not added. Please crop it.",
	},
	pictureAlt: "Picture of the receipt code",
	pictureSave: "Press and hold the picture to save it. It was not sent anywhere.",
	pictureNot: "This browser keeps pages from making pictures. Please write the code on paper.",
	proofWhat: "The server's signed receipt. If somebody deletes the report, it proves that it arrived. It holds neither your words nor the code.",
	proofSave: "Save as a small file",
	proofWeChat: "WeChat saves no files. Press and hold the text above to copy it, or leave it.",
};
