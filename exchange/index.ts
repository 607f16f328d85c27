export { exchangeMigrations } from './migrations/index.ts';
