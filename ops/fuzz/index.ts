export { type FuzzCorpus, makeCorpus, readCorpus, writeCorpus } from './corpus/corpus.ts';
export { type FuzzFinding, type FuzzTally, runFuzz } from './run-fuzz.ts';
export { type FuzzTarget, refused } from './target.ts';
export { targetsOver } from './targets.ts';
