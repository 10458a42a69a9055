// SPDX-License-Identifier: ISC
// What a first visit does not carry, in one bundle of its own: the work on
// pictures, the upload of what is large, what one may keep of a receipt.  It
// borrows from the first bundle what must be there once only (shared.ts).

import { answers } from "./answers-page.ts";
import { codePicture, forgetMade, promiseNote } from "./keepsake.ts";
import { photoList } from "./photo-list.ts";
import { Upload } from "./upload.ts";

const all = { answers, codePicture, forgetMade, photoList, promiseNote, Upload };

export type Later = typeof all;

(globalThis as { qfLater?: Later }).qfLater = all;
