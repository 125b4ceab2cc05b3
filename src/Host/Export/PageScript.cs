namespace Riverrun.Host.Export;

/// <summary>The script of every page we write: read-outs under the pointer. The page is complete without it.</summary>
internal static class PageScript
{
    /// <summary>
    /// Reads the values back from the drawn points, so that no number is stored twice. Written without less-than
    /// signs and ampersands: the page is well-formed XML as well, which lets any parser check it.
    /// </summary>
    public const string JavaScript = """
        for (const figure of document.querySelectorAll('figure.chart')) {
          const svg = figure.querySelector('svg'), box = figure.querySelector('.readout'), cursor = svg.querySelector('.cursor');
          const of = name => Number(svg.dataset[name]);
          const value = (pixel, from, to, low, high) => low + (pixel - from) / (to - from) * (high - low);
          const series = [...svg.querySelectorAll('g.series')].map(group => ({ name: group.dataset.name,
            points: [...group.querySelectorAll('polyline')].flatMap(line => [...line.points]).map(p => [p.x, p.y]) }));
          const at = (points, x) => {
            if (points.length === 0 || points[0][0] - 1 > x || x > points.at(-1)[0] + 1) return null;
            const next = points.findIndex(p => p[0] >= x);
            if (next === 0 || next === -1) return points.at(next)[1];
            const a = points[next - 1], b = points[next];
            return a[1] + (x - a[0]) / (b[0] - a[0]) * (b[1] - a[1]);
          };
          const hide = () => { box.hidden = true; cursor.setAttribute('visibility', 'hidden'); };
          svg.addEventListener('pointerleave', hide);
          svg.addEventListener('pointermove', event => {
            const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
            if (of('left') > point.x || point.x > of('right')) return hide();
            const lines = series.map(s => ({ name: s.name, y: at(s.points, point.x) })).filter(s => s.y !== null).slice(0, 12)
              .map(s => Number(value(s.y, of('bottom'), of('top'), of('y0'), of('y1')).toPrecision(4)) + '  ' + s.name);
            if (lines.length === 0) return hide();
            const step = Math.round(value(point.x, of('left'), of('right'), of('x0'), of('x1')));
            box.textContent = [svg.dataset.unit + ' ' + step.toLocaleString('en'), ...lines].join('\n');
            box.hidden = false;
            const frame = figure.getBoundingClientRect(), x = event.clientX - frame.left;
            box.style.left = (x > frame.width / 2 ? x - box.offsetWidth - 14 : x + 14) + 'px';
            box.style.top = (event.clientY - frame.top + 12) + 'px';
            cursor.setAttribute('x1', point.x);
            cursor.setAttribute('x2', point.x);
            cursor.setAttribute('visibility', 'visible');
          });
        }
        """;
}
