"""OpenCV's face recognisers and scikit-learn's PCA + SVM, on the splits that they are handed (see src/recognition)."""

import json
import os
import sys
import time

import cv2
import numpy
import sklearn
from sklearn.decomposition import PCA
from sklearn.svm import SVC

cv2.setNumThreads(1)


class OpenCv:
    def __init__(self, create):
        self.create = create

    def train(self, pictures, labels):
        self.model = self.create()
        self.model.train(list(pictures), labels)

    def predict(self, pictures):
        return [self.model.predict(picture)[0] for picture in pictures]


class PcaSvm:
    """As scikit-learn's own example of face recognition: 150 whitened axes, an RBF kernel."""

    def train(self, pictures, labels):
        x = self.flat(pictures)
        self.pca = PCA(min(150, len(x) - 1), whiten=True, random_state=0).fit(x)
        self.svm = SVC(kernel="rbf", C=1000, gamma=0.005).fit(self.pca.transform(x), labels)

    def predict(self, pictures):
        return self.svm.predict(self.pca.transform(self.flat(pictures)))

    @staticmethod
    def flat(pictures):
        return pictures.reshape(len(pictures), -1).astype(numpy.float32) / 255


METHODS = {
    "OpenCV Eigen": lambda: OpenCv(cv2.face.EigenFaceRecognizer_create),
    "OpenCV Fisher": lambda: OpenCv(cv2.face.FisherFaceRecognizer_create),
    "OpenCV LBPH": lambda: OpenCv(cv2.face.LBPHFaceRecognizer_create),
    "scikit-learn PCA+SVM": PcaSvm,
}


def main(folder):
    with open(os.path.join(folder, "people.json")) as file:
        people = json.load(file)
    size = people["size"]
    levels = numpy.fromfile(os.path.join(folder, "levels.bin"), numpy.uint8).reshape(-1, size, size)
    labels = numpy.array(people["labels"], numpy.int32)
    versions = {"OpenCV": cv2.__version__, "scikit-learn": sklearn.__version__, "NumPy": numpy.__version__}
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        name, seed = json.loads(line)["variant"].rsplit("|", 1)
        split = people["splits"][int(seed)]
        train, test = split["train"], split["test"]
        method = METHODS[name]()
        begun, start = time.perf_counter(), time.process_time()
        method.train(levels[train], labels[train])
        trained = time.process_time()
        answers = method.predict(levels[test])
        end, seconds = time.process_time(), time.perf_counter() - begun
        answer = {
            "seconds": seconds,
            "cpuSeconds": end - start,
            "trainCpuSeconds": trained - start,
            "testCpuMilliseconds": (end - trained) * 1000 / len(test),
            "accuracy": float(numpy.mean(numpy.array(answers) == labels[test])),
        }
        print(json.dumps(answer), flush=True)


main(sys.argv[1])
