//! Eight colours that everybody tells apart, in both themes: WCAG contrast with the ground, and CIEDE2000 between
//! any two, as seen with normal, deutan, protan and tritan vision (Machado, Oliveira and Fernandes, 2009).

#![allow(clippy::unwrap_used, reason = "in a test a panic is the message")]

type Rgb = [f64; 3];

/// Simulation matrices on linear RGB at severity 1.
const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protan",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deutan",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritan",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

fn linear(hex: &str) -> Rgb {
    [1, 3, 5].map(|i| {
        let c = f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    })
}

fn contrast(a: Rgb, b: Rgb) -> f64 {
    let light = |c: Rgb| 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2] + 0.05;
    let (x, y) = (light(a), light(b));
    x.max(y) / x.min(y)
}

fn seen(c: Rgb, by: &[[f64; 3]; 3]) -> Rgb {
    by.map(|row| row.iter().zip(c).map(|(m, v)| m * v).sum::<f64>().clamp(0.0, 1.0))
}

fn lab(c: Rgb) -> Rgb {
    let [r, g, b] = c;
    let f = |t: f64| if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 };
    let x = f((0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47);
    let y = f(0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b);
    let z = f((0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / 1.088_83);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// CIEDE2000 (Sharma, Wu and Dalal, 2005).
fn difference([l1, a1, b1]: Rgb, [l2, a2, b2]: Rgb) -> f64 {
    let c = f64::midpoint(a1.hypot(b1), a2.hypot(b2));
    let g = 0.5 * (1.0 - (c.powi(7) / (c.powi(7) + 25f64.powi(7))).sqrt());
    let (a1, a2) = (a1 * (1.0 + g), a2 * (1.0 + g));
    let (c1, c2) = (a1.hypot(b1), a2.hypot(b2));
    let hue = |a: f64, b: f64| b.atan2(a).to_degrees().rem_euclid(360.0);
    let (h1, h2) = (hue(a1, b1), hue(a2, b2));
    let grey = c1 * c2 == 0.0;
    let mut dh = h2 - h1;
    if dh > 180.0 {
        dh -= 360.0;
    } else if dh < -180.0 {
        dh += 360.0;
    }
    let dh = if grey { 0.0 } else { 2.0 * (c1 * c2).sqrt() * (dh / 2.0).to_radians().sin() };
    let (l, c) = (f64::midpoint(l1, l2), f64::midpoint(c1, c2));
    let h = match (h1 - h2).abs() <= 180.0 {
        _ if grey => h1 + h2,
        true => f64::midpoint(h1, h2),
        false if h1 + h2 < 360.0 => (h1 + h2 + 360.0) / 2.0,
        false => (h1 + h2 - 360.0) / 2.0,
    };
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
        - 0.2 * cos(4.0 * h - 63.0);
    let sl = 1.0 + 0.015 * (l - 50.0).powi(2) / (20.0 + (l - 50.0).powi(2)).sqrt();
    let (sc, sh) = (1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
    let turn = 60.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
    let rt = -2.0 * (c.powi(7) / (c.powi(7) + 25f64.powi(7))).sqrt() * turn.to_radians().sin();
    let (dl, dc, dh) = ((l2 - l1) / sl, (c2 - c1) / sc, dh / sh);
    (dl * dl + dc * dc + dh * dh + rt * dc * dh).sqrt()
}

/// `--s1` to `--s8` and the ground of each theme, from the style sheet itself.
fn themes() -> [(String, Vec<String>); 2] {
    let css =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../style/tokens.css")).unwrap();
    let (light, dark) = css.split_once(":root[data-fr-theme=dark]{").unwrap();
    [light, dark].map(|part| {
        let of = |name: &str| part.split_once(&format!("--{name}:")).unwrap().1[..7].to_owned();
        let ground = part.split_once("--ground:").unwrap().1.split(';').next().unwrap().to_owned();
        let ground = if ground == "#fff" { "#ffffff".to_owned() } else { ground };
        (ground, (1..=8).map(|i| of(&format!("s{i}"))).collect())
    })
}

#[test]
fn the_formula_gives_the_published_differences() {
    // Sharma et al. 2005, table 1, pairs 1, 7 and 17.
    let near = |a, b, want: f64| assert!((difference(a, b) - want).abs() < 1e-4, "{}", difference(a, b));
    near([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425);
    near([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669);
    near([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492);
}

#[test]
fn eight_colours_are_told_apart_by_everybody() {
    for (ground, colours) in themes() {
        for colour in &colours {
            let ratio = contrast(linear(colour), linear(&ground));
            assert!(ratio >= 3.0, "{colour} on {ground}: {ratio:.2}");
        }
        for (vision, matrix) in &VISIONS {
            for (i, a) in colours.iter().enumerate() {
                for b in &colours[..i] {
                    let d = difference(lab(seen(linear(a), matrix)), lab(seen(linear(b), matrix)));
                    assert!(d >= 15.0, "{a} and {b} on {ground}, {vision}: {d:.1}");
                }
            }
        }
    }
}
