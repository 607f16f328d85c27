import { defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { say } from '../language/language.ts';
import { mayOpen, useAreas } from './areas.ts';

/** The ways to go for whoever is logged in; what is not theirs is not listed. */
export const SiteNavigation = defineComponent({
  props: { open: { type: Boolean, required: true } },
  setup(props) {
    const route = useRoute();
    const areas = useAreas();
    return () => (
      <nav id="navigation" class={['site-navigation', { open: props.open }]} aria-label={say('主导航', 'Main')}>
        {areas.map((area) => {
          const pages = area.pages.filter((page) => page.listed && mayOpen(page));
          if (pages.length === 0) return null;
          // The one page of its area needs no heading over it.
          const isAlone = area.pages.filter((page) => page.listed).length === 1;
          return (
            <section key={area.en} class={{ alone: isAlone }} aria-label={say(area.zh, area.en)}>
              {!isAlone && (
                <p class="area" aria-hidden="true">
                  {say(area.zh, area.en)}
                </p>
              )}
              <ul>
                {pages.map((page) => (
                  <li key={page.name}>
                    <RouterLink to={{ name: page.name }} aria-current={route.name === page.name ? 'page' : undefined}>
                      {say(page.zh, page.en)}
                    </RouterLink>
                  </li>
                ))}
              </ul>
            </section>
          );
        })}
      </nav>
    );
  },
});
