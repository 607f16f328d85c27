export { OfdFault } from './fault.ts';
export { OfdView } from './ofd-view.tsx';
