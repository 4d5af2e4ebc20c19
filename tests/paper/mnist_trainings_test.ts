import { assertEquals } from "@std/assert";
import { segmentEnds } from "../../lib/network/training.ts";
import { MNIST_NETWORKS, mnistTraining } from "../../lib/paper/mnist_trainings.ts";

Deno.test("mnistTraining() is the released protocol: 8 bit, own-width normal, every 2nd epoch, restart below .55", () => {
  for (const name of MNIST_NETWORKS) {
    const { data, network, quantization, protocol } = mnistTraining(name);
    assertEquals([data, network.initializer, quantization!.bits], ["mnist", "truncated_normal", 8]);
    assertEquals([protocol.batch, protocol.learningRate, protocol.every], [256, 1e-4, 2]);
    assertEquals(protocol.restart, { from: 1000, below: 0.55 });
    assertEquals(segmentEnds(protocol, 3000).slice(0, 5), [2, 50, 100, 150, 200]);
    assertEquals(segmentEnds(protocol, 3000).length, 61);
  }
});

Deno.test("mnistTraining() gives each network a seed name of its own", () => {
  const seeds = MNIST_NETWORKS.map((name) => mnistTraining(name).seed);
  assertEquals(new Set(seeds).size, MNIST_NETWORKS.length);
  assertEquals(seeds[0], "mnist-bottleneck-2");
});
