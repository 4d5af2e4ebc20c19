/** Draws the picture of its argument as a PDF, and prints its digest: what `pdf_test.ts` starts elsewhere. */
import { ASSETS } from "../../lib/render/assets.ts";
import { renderPdf } from "../../lib/render/pdf.ts";

const fonts = { regular: await ASSETS.regular.load(), bold: await ASSETS.bold.load() };
const pdf = await renderPdf(Deno.args[0]!, { fonts });
const digest = await crypto.subtle.digest("SHA-256", pdf.slice());
console.log(new Uint8Array(digest).toHex());
