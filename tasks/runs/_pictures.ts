/** The flag that chooses kinds of pictures of a run. */
import { type Picture, PICTURES } from "../../lib/runs/request.ts";
import { type FlagTable, oneOf, type Words } from "../_command.ts";

export const PICTURES_FLAG: FlagTable = {
  pictures: {
    help: "kinds of pictures of a run, separated by commas",
    value: "LIST",
    default: PICTURES.join(","),
    check: picturesOf,
  },
};

/** Kinds that the flag names. */
export function picturesOf({ text }: Words): Picture[] {
  return text.pictures.split(",").map((name) => oneOf<Picture>("--pictures", name, PICTURES));
}
