import { assert } from "@std/assert";
import { assertTwins, Draw, place, ROWS, space, UNITS } from "../support.ts";

function* sizes(): Generator<[rows: number, inputs: number, outputs: number]> {
  for (const rows of ROWS) {
    for (const inputs of UNITS) {
      for (const outputs of UNITS) yield [rows, inputs, outputs];
    }
  }
}

Deno.test("affine_f32() equals its twin at every tile size, with and without a floor", () => {
  const draw = new Draw("affine");
  for (const [rows, inputs, outputs] of sizes()) {
    for (const floor of [0, -Infinity]) {
      const changed = assertTwins(() => {
        const a = place(draw.mixed(inputs * rows)), w = place(draw.mixed(inputs * outputs));
        const b = place(draw.mixed(outputs)), out = space(outputs * rows);
        return (k) => k.affine_f32(out, a, w, b, rows, inputs, outputs, floor);
      }, `${rows} rows, ${inputs} inputs, ${outputs} outputs, floor ${floor}`);
      assert(changed === outputs * rows);
    }
  }
});

Deno.test("affine_f32() lets infinities and NaN through as its twin does", () => {
  const draw = new Draw("affine specials");
  for (const floor of [0, -Infinity]) {
    assertTwins(() => {
      const a = place(draw.mixed(5 * 24, 1, [Infinity, -Infinity, NaN, 0]));
      const w = place(draw.floats(35)), b = place(draw.floats(7)), out = space(7 * 24);
      return (k) => k.affine_f32(out, a, w, b, 24, 5, 7, floor);
    }, `floor ${floor}`);
  }
});

Deno.test("affine_backward_input_f32() equals its twin at every tile size", () => {
  const draw = new Draw("affine backward input");
  for (const [rows, inputs, outputs] of sizes()) {
    const changed = assertTwins(() => {
      const g = place(draw.mixed(outputs * rows)), w = place(draw.mixed(inputs * outputs));
      const da = space(inputs * rows);
      return (k) => k.affine_backward_input_f32(da, g, w, rows, inputs, outputs);
    }, `${rows} rows, ${inputs} inputs, ${outputs} outputs`);
    assert(changed === inputs * rows);
  }
});

Deno.test("affine_backward_weights_f32() equals its twin at every tile size", () => {
  const draw = new Draw("affine backward weights");
  for (const [rows, inputs, outputs] of sizes()) {
    const changed = assertTwins(() => {
      const a = place(draw.mixed(inputs * rows)), g = place(draw.mixed(outputs * rows));
      const dw = space(inputs * outputs), db = space(outputs);
      return (k) => k.affine_backward_weights_f32(dw, db, a, g, rows, inputs, outputs);
    }, `${rows} rows, ${inputs} inputs, ${outputs} outputs`);
    assert(changed === (inputs + 1) * outputs);
  }
});
