import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that start whole demonstrations and servers, or work in a browser, the longest first. They are short to read, so vitest would run them last. */
const longest = [
  'e2e/start',
  'console/developer',
  'console/directory',
  'console/sharing',
  'ops/fuzz',
  'connectors/agent-life',
  'e2e/chaos',
  'ops/postgres',
  'e2e/nothing-lost',
  'licence-vault/ofd-tamper',
  'console/operate',
  'console/seal',
  'console/audit',
  'e2e/outages',
];

/** Begins with the longest files, so that all processes of the run end at about the same time. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return index < 0 ? longest.length : index;
    };
    return (await super.sort(files)).sort((one, other) => place(one) - place(other));
  }
}
