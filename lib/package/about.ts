/** The package and the paper as catalogues know them: the one source of the files that `dev:metadata` writes. */
import project from "../../deno.json" with { type: "json" };

/** The package. */
export const PACKAGE = {
  title:
    "Exact information-bottleneck analysis of quantised neural networks, reproducible to the bit",
  description:
    "A reproducibility package for the paper Information Bottleneck: Exact Analysis of (Quantized) " +
    "Neural Networks. It trains the paper's quantised networks and computes, from integer counts and " +
    "without estimation error, how much information each layer holds about input and label; every " +
    "published number can be recomputed, and verified by replaying sampled segments of training.",
  version: project.version,
  license: project.license,
  /** As LICENSE names them. */
  author: "the exact-ib authors",
  language: "TypeScript",
  runtime: `Deno ${project.engines.deno}`,
  keywords: [
    "information bottleneck",
    "mutual information",
    "quantised neural networks",
    "reproducibility",
    "Deno",
  ],
} as const;

/** The paper that it reproduces. */
export const PAPER = {
  title: "Information Bottleneck: Exact Analysis of (Quantized) Neural Networks",
  authors: [["Lorenzen", "Stephan Sloth"], ["Igel", "Christian"], ["Nielsen", "Mads"]],
  year: 2022,
  conference: "International Conference on Learning Representations (ICLR)",
  url: "https://openreview.net/forum?id=kF9DZQQrU0w",
  arxiv: "2106.12912",
} as const;

/** CITATION.cff, version 1.2.0: YAML whose texts are quoted as in JSON. */
export function citation(): string {
  const text = JSON.stringify;
  const authors = PAPER.authors.map(([family, given]) =>
    `      - family-names: ${text(family)}\n        given-names: ${text(given)}\n`
  );
  return `cff-version: 1.2.0
message: "Please cite this package, and the paper that it reproduces."
type: software
title: ${text(PACKAGE.title)}
abstract: ${text(PACKAGE.description)}
authors:
  - name: ${text(PACKAGE.author)}
version: ${text(PACKAGE.version)}
license: ${PACKAGE.license}
keywords:
${PACKAGE.keywords.map((word) => `  - ${text(word)}\n`).join("")}references:
  - type: conference-paper
    title: ${text(PAPER.title)}
    authors:
${authors.join("")}    year: ${PAPER.year}
    conference:
      name: ${text(PAPER.conference)}
    url: ${text(PAPER.url)}
    identifiers:
      - type: other
        value: ${text(`arXiv:${PAPER.arxiv}`)}
`;
}

/** codemeta.json, version 3.0. */
export function codemeta(): object {
  return {
    "@context": "https://w3id.org/codemeta/3.0",
    "@type": "SoftwareSourceCode",
    name: PACKAGE.title,
    description: PACKAGE.description,
    author: [{ "@type": "Organization", name: PACKAGE.author }],
    version: PACKAGE.version,
    license: `https://spdx.org/licenses/${PACKAGE.license}`,
    keywords: PACKAGE.keywords,
    programmingLanguage: PACKAGE.language,
    runtimePlatform: PACKAGE.runtime,
    referencePublication: {
      "@type": "ScholarlyArticle",
      name: PAPER.title,
      author: PAPER.authors.map(([familyName, givenName]) => {
        return { "@type": "Person", familyName, givenName };
      }),
      datePublished: String(PAPER.year),
      url: PAPER.url,
      sameAs: `https://arxiv.org/abs/${PAPER.arxiv}`,
    },
  };
}

/** .zenodo.json, as Zenodo's deposits are described. */
export function zenodo(): object {
  const { title, description, author, version, license, keywords } = PACKAGE;
  const related = [
    { identifier: PAPER.url, relation: "references", resource_type: "publication-conferencepaper" },
    {
      identifier: `arXiv:${PAPER.arxiv}`,
      relation: "references",
      resource_type: "publication-preprint",
    },
  ];
  return {
    ...{ title, description: `<p>${description}</p>`, upload_type: "software" },
    ...{ creators: [{ name: author }], version, license, keywords, related_identifiers: related },
  };
}
