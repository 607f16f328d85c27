import 'ol/ol.css';
import { containsExtent } from 'ol/extent.js';
import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import { defaults as defaultInteractions } from 'ol/interaction/defaults.js';
import VectorLayer from 'ol/layer/Vector.js';
import OlMap from 'ol/Map.js';
import Projection from 'ol/proj/Projection.js';
import { addEquivalentProjections, addProjection, get as projection } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import { Circle, Fill, Stroke, Style, Text } from 'ol/style.js';
import View from 'ol/View.js';
import type { Shape } from './spatial.ts';

/** CGCS2000 in degrees, the coordinate system of land surveys (GB/T 22021). To a tenth of a metre it is WGS 84's. */
export const cgcs2000 = 'EPSG:4490';

function register(): void {
  if (projection(cgcs2000) !== null) return;
  const world: [number, number, number, number] = [-180, -90, 180, 90];
  const known = new Projection({
    code: cgcs2000,
    units: 'degrees',
    axisOrientation: 'neu',
    global: true,
    extent: world,
    worldExtent: world,
  });
  addProjection(known);
  const wgs84 = projection('EPSG:4326');
  if (wgs84 !== null) addEquivalentProjections([wgs84, known]);
}

/** A map in a place of the page: nothing is fetched for it. */
export interface DrawnMap {
  readonly draw: (shapes: readonly Shape[]) => void;
  /** Which layers are shown, by their values. */
  readonly show: (layers: ReadonlySet<string>) => void;
  /** Marks one, and moves there where it is not in sight. */
  readonly choose: (key: string | undefined) => void;
  readonly zoom: (by: number) => void;
  readonly whole: () => void;
  readonly end: () => void;
}

/** More labels would hide each other. */
const mostLabels = 40;

export function drawMap(place: HTMLElement, options: { onChoose: (key: string | undefined) => void }): DrawnMap {
  register();
  const source = new VectorSource<Feature>();
  const reader = new GeoJSON({ dataProjection: 'EPSG:4326', featureProjection: cgcs2000 });
  const font = `14px ${getComputedStyle(document.body).fontFamily}`;
  let shown: ReadonlySet<string> | undefined;
  let chosen: string | undefined;
  let labelled: ReadonlySet<string> = new Set();

  const style = (feature: { get(name: string): unknown }, resolution: number): Style | undefined => {
    const layer = String(feature.get('layer'));
    if (shown !== undefined && !shown.has(layer)) return undefined;
    const mine = feature.get('key') === chosen;
    const area = feature.get('area') === true;
    const few = labelled.has(layer);
    const named = mine || (!area && (few || resolution < 0.0002));
    return new Style({
      fill: new Fill({ color: mine ? 'rgb(197 138 26 / 35%)' : 'rgb(255 255 255 / 70%)' }),
      stroke: new Stroke({ color: mine ? '#7a4d00' : '#2c5c4f', width: mine ? 3 : area ? 2 : 1 }),
      image: new Circle({
        radius: mine ? 9 : few ? 6 : 3,
        fill: new Fill({ color: mine ? '#c58a1a' : few ? '#2c5c4f' : '#7a9c92' }),
        stroke: new Stroke({ color: '#fff', width: mine ? 2 : 1 }),
      }),
      ...(named
        ? {
            text: new Text({
              text: String(feature.get('name')),
              font,
              offsetY: area ? 0 : -16,
              fill: new Fill({ color: '#22281f' }),
              stroke: new Stroke({ color: '#fff', width: 3 }),
              overflow: true,
            }),
          }
        : {}),
      // Areas below points, and what is chosen above all.
      zIndex: mine ? 3 : area ? 0 : few ? 2 : 1,
    });
  };
  const vectors = new VectorLayer({
    source,
    style: (feature, resolution) => style(feature, resolution),
    declutter: true,
  });
  const view = new View({ projection: cgcs2000, center: [109, 22], zoom: 9, maxZoom: 18 });
  const map = new OlMap({
    target: place,
    layers: [vectors],
    view,
    controls: [],
    interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
  });
  // The place has the map's keys: arrows move, + and − come nearer and go away.
  map.on('singleclick', (event) => {
    const hit = map.forEachFeatureAtPixel(event.pixel, (feature) => feature, { hitTolerance: 6 });
    options.onChoose(hit === undefined ? undefined : String(hit.get('key')));
  });
  map.on('pointermove', (event) => {
    place.style.cursor = map.hasFeatureAtPixel(event.pixel, { hitTolerance: 6 }) ? 'pointer' : '';
  });

  const whole = () => {
    if (source.isEmpty()) return;
    const extent = source.getExtent();
    if (extent !== null) view.fit(extent, { padding: [40, 40, 40, 40], maxZoom: 14 });
  };
  return {
    draw(shapes) {
      source.clear();
      const counts = new Map<string, number>();
      for (const { layer } of shapes) counts.set(layer, (counts.get(layer) ?? 0) + 1);
      labelled = new Set([...counts].filter(([, count]) => count <= mostLabels).map(([layer]) => layer));
      source.addFeatures(
        shapes.map(({ key, name, layer, geometry }) => {
          const drawn = new Feature(reader.readGeometry(geometry) ?? undefined);
          drawn.setProperties({ key, name, layer, area: geometry.type.endsWith('Polygon') });
          drawn.setId(key);
          return drawn;
        }),
      );
      chosen = undefined;
      whole();
    },
    show(layers) {
      shown = layers;
      vectors.changed();
    },
    choose(key) {
      chosen = key;
      vectors.changed();
      const extent = key === undefined ? undefined : source.getFeatureById(key)?.getGeometry()?.getExtent();
      if (extent === undefined) return;
      const seen = view.calculateExtent(map.getSize());
      if (!containsExtent(seen, extent)) view.fit(extent, { padding: [60, 60, 60, 60], maxZoom: 13 });
    },
    zoom: (by) => view.adjustZoom(by),
    whole,
    end: () => map.setTarget(undefined),
  };
}
