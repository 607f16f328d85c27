import 'element-plus/dist/index.css';
import './console.css';
import { createApp } from 'vue';
import { language, speak } from './language/language.ts';
import { learnOrganisations } from './session/organisations.ts';
import { resume } from './session/session.ts';
import { areas } from './shell/all-areas.ts';
import { App } from './shell/app.tsx';
import { areasKey } from './shell/areas.ts';
import { createPages } from './shell/pages.ts';

// Who is logged in is known before the first page is drawn, so that no page is shown to somebody it is not for.
speak(language.value);
await resume();
learnOrganisations();
const pages = createPages(areas);
const app = createApp(App);
app.use(pages);
app.provide(areasKey, areas);
// A first page whose program cannot be fetched is told of in the frame.
await pages.isReady().catch(() => undefined);
app.mount('#console');
