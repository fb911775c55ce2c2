"""faces-64 in eager PyTorch, channels last: RpGAN with lazy R1 and R2, DiffAugment, EMA; packages/trainer's preset."""

import torch
from torch import nn
from torch.nn.functional import pad, softplus
from serve import serve
from torch_common import adam, hello, precision, real_batches, run_steps

BATCH, LATENT, SIZE = 16, 64, 64
GROUP = 8
GAMMA, LAZY = 1.0, 4
EMA_EVERY = 5
EMA_DECAY = 0.5 ** (EMA_EVERY * BATCH / 10_000)


def leaky():
    return nn.LeakyReLU(0.2, inplace=True)


def up(inputs, outputs):
    return [nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1), leaky()]


def down(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 4, stride=2, padding=1), leaky()]


class Generator(nn.Module):
    """z [N,64] -> images [N,3,64,64]"""

    def __init__(self):
        super().__init__()
        self.base = nn.Sequential(nn.Linear(LATENT, 4 * 4 * 256), leaky())
        self.up = nn.Sequential(*up(256, 160), *up(160, 112), *up(112, 64), *up(64, 32), nn.Conv2d(32, 3, 3, padding=1))

    def forward(self, z):
        # rows of 256 channels: channels last without a copy
        with precision():
            return self.up(self.base(z).view(-1, 4, 4, 256).permute(0, 3, 1, 2)).float()


class Discriminator(nn.Module):
    """images [N,3,64,64] -> logits [N], with the deviation over groups of pictures of one kind"""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(*down(3, 48), *down(48, 96), *down(96, 192), *down(192, 256))
        self.last = nn.Sequential(nn.Conv2d(257, 256, 3, padding=1), leaky())
        self.logit = nn.Linear(4 * 4 * 256, 1)

    def forward(self, images):
        with precision():
            return self.logits(self.down(images)).float()

    def logits(self, maps):
        groups = maps.unflatten(0, (-1, GROUP))
        deviation = (groups.var(1, correction=0) + 1e-8).sqrt().mean((1, 2, 3))  # [groups]
        channel = deviation.repeat_interleave(GROUP).view(-1, 1, 1, 1).expand(-1, 1, 4, 4)
        maps = self.last(torch.cat([maps, channel], 1))
        return self.logit(maps.permute(0, 2, 3, 1).flatten(1)).squeeze(1)


def translate(images):
    """By up to an eighth of the side each way; zeros come in."""
    reach = SIZE // 8
    side = SIZE + 2 * reach
    rows, columns = torch.randint(0, 2 * reach + 1, [2, BATCH, 1]) + torch.arange(SIZE)  # [N,64] each
    cells = (rows[:, :, None] * side + columns[:, None, :]).view(BATCH, -1, 1).expand(-1, -1, 3)
    pixels = pad(images, [reach] * 4).permute(0, 2, 3, 1).reshape(BATCH, -1, 3)
    return pixels.gather(1, cells).view(BATCH, SIZE, SIZE, 3).permute(0, 3, 1, 2)


def hole():
    """True in a square of half the side around a random point: [N,1,64,64]."""
    rows, columns = (torch.arange(SIZE) - torch.randint(0, SIZE, [2, BATCH, 1])).abs() < SIZE // 4
    return rows[:, None, :, None] & columns[:, None, None, :]


def augment(images):
    """DiffAugment: translation, a square cut out; drawn for each image."""
    return translate(images) * ~hole()


generator = Generator().to(memory_format=torch.channels_last)
discriminator = Discriminator().to(memory_format=torch.channels_last)
ema = [weights.detach().clone() for weights in generator.parameters()]
adam_g = adam(generator, betas=(0.0, 0.99))
adam_d = adam(discriminator, betas=(0.0, 0.99))
steps_done = 0


def judge(images, penalise):
    """Logits, and on demand the mean of |dD/dx|^2 over the batch of each kind, summed over kinds: R1 and R2."""
    logits = discriminator(images.requires_grad_(penalise))
    if not penalise:
        return logits, 0
    (gradient,) = torch.autograd.grad(logits.sum(), images, create_graph=True)
    return logits, gradient.square().sum() / BATCH


def step(real, together):
    global steps_done
    penalise = steps_done % LAZY == 0
    steps_done += 1

    # D: tell real from generated
    with torch.no_grad():
        fake_seen = augment(generator(torch.randn(BATCH, LATENT)))
        real_seen = augment(real)
    if together:
        logits, penalty = judge(torch.cat([real_seen, fake_seen]), penalise)
        on_real, on_fake = logits.chunk(2)
    else:
        on_real, r1 = judge(real_seen, penalise)
        on_fake, r2 = judge(fake_seen, penalise)
        penalty = r1 + r2
    loss_d = softplus(on_fake - on_real).mean()
    adam_d.zero_grad()
    (loss_d + GAMMA / 2 * LAZY * penalty).backward()
    adam_d.step()

    # G: be taken for more real than the real
    discriminator.requires_grad_(False)
    with torch.no_grad():
        on_real = discriminator(augment(real))
    on_fake = discriminator(augment(generator(torch.randn(BATCH, LATENT))))
    loss_g = softplus(on_real - on_fake).mean()
    adam_g.zero_grad()
    loss_g.backward()
    adam_g.step()
    discriminator.requires_grad_(True)

    if steps_done % EMA_EVERY == 0:
        torch._foreach_lerp_(ema, [weights.detach() for weights in generator.parameters()], 1 - EMA_DECAY)
    return loss_d, loss_g


if __name__ == "__main__":
    serve(hello(generator, discriminator), run_steps(step, real_batches(BATCH, SIZE)))
