"""The textbook DCGAN at 32x32 in eager PyTorch, channels last; the networks of packages/trainer's preset."""

import torch
from torch import nn
from torch.nn.functional import softplus
from torch_common import adam, hello, precision, real_batches, run_steps
from serve import serve

BATCH, LATENT = 32, 100


def down(inputs, outputs):
    conv = nn.Conv2d(inputs, outputs, 4, stride=2, padding=1)
    return [conv, nn.LeakyReLU(0.3, inplace=True), nn.Dropout(0.3)]


def up(inputs, outputs):
    conv = nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)
    return [conv, nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01), nn.LeakyReLU(0.3, inplace=True)]


class Generator(nn.Module):
    """z [N,100] -> images [N,3,32,32] in [-1, 1]"""

    def __init__(self):
        super().__init__()
        norm = nn.BatchNorm1d(4 * 4 * 512, eps=1e-3, momentum=0.01)
        self.base = nn.Sequential(nn.Linear(LATENT, 4 * 4 * 512, bias=False), norm, nn.LeakyReLU(0.3, inplace=True))
        last = nn.ConvTranspose2d(128, 3, 4, stride=2, padding=1, bias=False)
        self.up = nn.Sequential(*up(512, 256), *up(256, 128), last, nn.Tanh())

    def forward(self, z):
        # rows of 512 channels: channels last without a copy
        with precision():
            return self.up(self.base(z).view(-1, 4, 4, 512).permute(0, 3, 1, 2)).float()


class Discriminator(nn.Module):
    """images [N,3,32,32] -> logits [N,1]"""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(*down(3, 64), *down(64, 128))
        self.logit = nn.Linear(8 * 8 * 128, 1)

    def forward(self, images):
        with precision():
            return self.logit(self.down(images).permute(0, 2, 3, 1).flatten(1)).float()  # without a copy


generator = Generator().to(memory_format=torch.channels_last)
discriminator = Discriminator().to(memory_format=torch.channels_last)
adam_g = adam(generator, betas=(0.5, 0.999))
adam_d = adam(discriminator, betas=(0.5, 0.999))


def step(real, together):
    # D: tell real from generated
    with torch.no_grad():
        fake = generator(torch.randn(BATCH, LATENT))
    if together:
        on_real, on_fake = discriminator(torch.cat([real, fake])).chunk(2)
    else:
        on_real, on_fake = discriminator(real), discriminator(fake)
    loss_d = softplus(-on_real).mean() + softplus(on_fake).mean()
    adam_d.zero_grad()
    loss_d.backward()
    adam_d.step()

    # G: be taken for real
    discriminator.requires_grad_(False)
    loss_g = softplus(-discriminator(generator(torch.randn(BATCH, LATENT)))).mean()
    adam_g.zero_grad()
    loss_g.backward()
    adam_g.step()
    discriminator.requires_grad_(True)
    return loss_d, loss_g


if __name__ == "__main__":
    serve(hello(generator, discriminator), run_steps(step, real_batches(BATCH, 32)))
