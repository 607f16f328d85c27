import type { FastifyInstance } from 'fastify';
import { sha256 } from '../../kernel/index.ts';
import { emblem } from './emblem.ts';

/** Where a visitor may go from here: address, and what is there in both languages. */
const ways: readonly (readonly [string, string, string])[] = [
  ['/docs', '接口文档，可在页面上试用', 'The interface, described and ready to be tried'],
  ['/openapi.json', '接口描述（OpenAPI 3.1）', 'The same description for programs (OpenAPI 3.1)'],
  ['/v1/problems', '全部错误码：理由与办法', 'Every refusal: its code, its reason, its remedy'],
  ['/readyz', '是否就绪：数据库与消息通道', 'Ready or not: database and messaging'],
  ['/.well-known/jwks.json', '验证签名的公钥', 'Public keys that verify what this hub signs'],
];

const style = `
:root { color-scheme: light dark; --ink: #22281f; --soft: #565d52; --paper: #faf8f3; --card: #fff; --line: #ddd8cb; --bronze: #2c5c4f; --code: #f1ede3 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ebe8df; --soft: #b3b1a6; --paper: #171a17; --card: #1f2320; --line: #3a3f3a; --bronze: #8fc9b6; --code: #272c28 }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.65; overflow-wrap: break-word;
  font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif }
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.5rem }
header { display: flex; align-items: center; gap: 1.25rem; padding-top: 2rem }
header img { width: 4.5rem; height: 4.5rem; flex: none }
h1 { margin: 0; font-size: 2.1rem; line-height: 1.25 }
h2 { margin: 1.75rem 0 .5rem; font-size: 1.15rem }
p { margin: 0 0 .5rem }
header p { margin: .15rem 0 0; color: var(--soft) }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .25rem 2.5rem }
pre { margin: .25rem 0 0; padding: .9rem 1.1rem; overflow-x: auto; background: var(--code); border: 1px solid var(--line); border-radius: .5rem; line-height: 1.6;
  font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .9rem }
ul { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .5rem; background: var(--card) }
li { padding: .5rem 1.1rem; display: grid; grid-template-columns: 13.5rem 14.5rem 1fr; gap: 0 1.5rem; align-items: baseline }
li + li { border-top: 1px solid var(--line) }
a { color: var(--bronze); font-weight: 600; text-underline-offset: .2em }
a:focus-visible, pre:focus-visible { outline: 3px solid var(--bronze); outline-offset: 3px; border-radius: .2rem }
footer { margin-top: 2.5rem; padding-bottom: 2.5rem; color: var(--soft); font-size: .9rem }
@media (max-width: 46rem) {
  header { padding-top: 1.75rem; align-items: flex-start } header img { width: 3.25rem; height: 3.25rem }
  h1 { font-size: 1.65rem } .pair, li { grid-template-columns: 1fr } .pair { gap: .75rem }
}
`;

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${sha256(style).toString('base64')}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const row = ([address, zh, en]: (typeof ways)[number]) =>
  `<li><a href="${address}">${address}</a><span>${zh}</span><span lang="en">${en}</span></li>`;

const page = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>虎符 Hufu</title>
<link rel="icon" type="image/svg+xml" href="/emblem.svg">
<style>${style}</style>
</head>
<body>
<header>
<img src="/emblem.svg" alt="">
<div>
<h1>虎符 <span lang="en">Hufu</span></h1>
<p>政务数据共享交换与电子证照库</p>
<p lang="en">Government data-sharing exchange and electronic-licence vault</p>
</div>
</header>
<main>
<section aria-labelledby="what">
<h2 id="what">这是什么 · <span lang="en">What this is</span></h2>
<div class="pair">
<div><p>一个中枢。部门系统按事项和办件，经授权查询或核验其他部门的数据；数据留在部门，由部门的连接器应答并签名；每次使用先存证，后答复。证照加密保存，可查、可验。</p></div>
<div lang="en"><p>A hub. A department’s system asks another department’s data, or has a claim verified, for a matter and a case and within a grant; the data stays where it is and the department’s connector answers, signed; every use is on record before it is answered. Licences are kept encrypted, found by holder and verified.</p></div>
</div>
</section>
<section aria-labelledby="first">
<h2 id="first">先试一试 · <span lang="en">First steps</span></h2>
<div class="pair">
<div><p>在项目目录中运行；第一条列出演示县的系统、人员、事项和可直接粘贴的示例。</p></div>
<div lang="en"><p>Run these in the project’s folder; the first one lists the demonstration’s systems, officers, matters and examples ready to be pasted.</p></div>
</div>
<pre tabindex="0"><code>npx hufu demo info
npx hufu query --help
npx hufu --help</code></pre>
</section>
<nav aria-labelledby="ways">
<h2 id="ways">从这里去 · <span lang="en">Where to go</span></h2>
<ul>
${ways.map(row).join('\n')}
</ul>
</nav>
</main>
<footer>
<p>控制台尚未提供，届时取代本页。<span lang="en">The console is not here yet; it will take this page’s place.</span></p>
</footer>
</body>
</html>
`;

/**
 * `GET /` until there is a console: what this is and where to go, in both languages. One document without scripts; its
 * policy names its one style by digest, so nothing else can run or be drawn on it.
 */
export function firstPage(app: FastifyInstance): void {
  const open = { config: { access: { public: true } }, schema: { hide: true } } as const;
  app.get('/', open, (_request, reply) =>
    reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(page),
  );
  app.get('/emblem.svg', open, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=86400').type('image/svg+xml').send(emblem),
  );
}
