import * as z from 'zod/mini';
import type { App } from './components/app.js';
import './components/app.js';
import { connectToHost } from './host.js';
import { PageStore } from './store/pageStore.js';
import { registerToolkit } from './toolkit.js';
import { useLanguage } from './words/l10n.js';

// The page's policy forbids code made from text.
z.config({ jitless: true });
registerToolkit();
const { lang, dataset } = document.documentElement;
useLanguage(lang, JSON.parse(dataset['l10n'] ?? '{}'));

const store = new PageStore(connectToHost());
const app: App = document.createElement('sweep-app') as App;
app.store = store;
document.body.append(app);
void store.start();
// What was changed in the last moment is not lost when the page goes.
window.addEventListener('pagehide', () => store.save());
