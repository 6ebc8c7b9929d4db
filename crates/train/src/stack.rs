//! A stack of layers with its derivatives: convolutions and recurrences, each added to its input and brought to norm.

use crate::layers::*;

/// A layer: a linear map of gates or windows, then the norm of the sum with its input.
#[derive(Debug, Clone)]
struct Layer {
    kind: char,
    map: Linear,
    norm: Norm,
}

/// Layers over rows of one width.
#[derive(Debug, Clone)]
pub struct Stack {
    width: usize,
    norm: Norm,
    layers: Vec<Layer>,
}

/// What is kept for the way back.
pub struct Kept {
    plain: Vec<f32>,
    scales: Vec<f32>,
    mask: Vec<f32>,
    layers: Vec<KeptLayer>,
}

struct KeptLayer {
    map_in: Vec<f32>,
    map_out: Vec<f32>,
    states: Vec<f32>,
    mask: Vec<f32>,
    plain: Vec<f32>,
    scales: Vec<f32>,
}

fn reach(kind: char) -> usize {
    kind.to_digit(10).map_or(1, |d| d as usize)
}

impl Stack {
    /// At random; `kinds` as in `rapporteur_parse::layers::Layer::read`.
    pub fn random(width: usize, kinds: &str, random: &mut Random) -> Stack {
        let layers = kinds.chars().map(|kind| Layer {
            kind,
            map: if kind == 'r' {
                Linear::random(width, 3 * width, random)
            } else {
                Linear::random(3 * width, width, random)
            },
            norm: Norm::new(width),
        });
        Stack {
            width,
            layers: layers.collect(),
            norm: Norm::new(width),
        }
    }

    /// Outputs, and what [`Stack::backward`] needs. `drop` is the share dropped out of the input and of each layer.
    pub fn forward(
        &self,
        x: &[f32],
        bounds: &Bounds,
        drop: f32,
        random: &mut Random,
    ) -> (Vec<f32>, Kept) {
        let d = self.width;
        let (mut h, plain, scales) = self.norm.forward(x);
        let mask = drop_out(&mut h, drop, random);
        let mut layers = Vec::new();
        for layer in &self.layers {
            let map_in = match layer.kind {
                'r' => h.clone(),
                kind => windows(&h, d, bounds, reach(kind)),
            };
            let map_out = layer.map.forward(&map_in);
            let (mut y, states) = match layer.kind {
                'r' => recur(&map_out, d / 2, bounds),
                _ => (map_out.iter().map(|v| v.max(0.0)).collect(), Vec::new()),
            };
            let mask = drop_out(&mut y, drop, random);
            y.iter_mut().zip(&h).for_each(|(a, b)| *a += b);
            let (next, plain, scales) = layer.norm.forward(&y);
            h = next;
            layers.push(KeptLayer {
                map_in,
                map_out,
                states,
                mask,
                plain,
                scales,
            });
        }
        let kept = Kept {
            plain,
            scales,
            mask,
            layers,
        };
        (h, kept)
    }

    /// Adds to the slopes, and gives those of the inputs.
    pub fn backward(&mut self, kept: &Kept, bounds: &Bounds, mut dh: Vec<f32>) -> Vec<f32> {
        let d = self.width;
        for (layer, k) in self.layers.iter_mut().zip(&kept.layers).rev() {
            let d_sum = layer.norm.backward(&k.plain, &k.scales, &dh);
            let mut dy = d_sum.clone();
            undrop(&mut dy, &k.mask);
            dh = match layer.kind {
                'r' => {
                    let d_map = recur_backward(&k.map_out, &k.states, d / 2, bounds, &dy);
                    layer.map.backward(&k.map_in, &d_map)
                }
                kind => {
                    let through = dy.iter_mut().zip(&k.map_out);
                    through.for_each(|(g, v)| *g = if *v > 0.0 { *g } else { 0.0 });
                    let d_in = layer.map.backward(&k.map_in, &dy);
                    windows_backward(&d_in, d, bounds, reach(kind))
                }
            };
            dh.iter_mut().zip(&d_sum).for_each(|(a, b)| *a += b);
        }
        undrop(&mut dh, &kept.mask);
        self.norm.backward(&kept.plain, &kept.scales, &dh)
    }

    /// Everything that is learned, in the order of the model file; biases and norms marked as not to decay.
    pub fn parameters(&mut self) -> Vec<(&mut Parameter, bool)> {
        let mut all = vec![(&mut self.norm.gain, false), (&mut self.norm.bias, false)];
        for layer in &mut self.layers {
            all.extend([
                (&mut layer.map.weights, true),
                (&mut layer.map.bias, false),
                (&mut layer.norm.gain, false),
                (&mut layer.norm.bias, false),
            ]);
        }
        all
    }
}
