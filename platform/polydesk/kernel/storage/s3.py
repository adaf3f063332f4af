"""The S3 store: any service that speaks S3, with presigned links, and patience that ends within five seconds.

The calls block, so they run in threads of their own: a store that hangs cannot use up those of the rest.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from polydesk.kernel.settings import Settings
from polydesk.kernel.storage.filenames import disposition
from polydesk.kernel.storage.limits import LINK_HOLDS, UPLOAD_HOLDS
from polydesk.kernel.storage.stores import Kept, StorageDown, Upload

T = TypeVar("T")
CHUNK = 1 << 16
MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
PATIENCE = Config(
    connect_timeout=1.5,
    read_timeout=3,
    retries={"total_max_attempts": 1},
    signature_version="s3v4",
    max_pool_connections=16,
)

# Larger ones go up in parts: a single request ends at 5 GB, and with any hiccup.
ONE_REQUEST = 64 * 1024 * 1024
PART_BY_PART = TransferConfig(multipart_chunksize=ONE_REQUEST, use_threads=False)

_threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="s3")


@dataclass(frozen=True)
class S3Store:
    client: Any = field(repr=False)
    bucket: str

    @classmethod
    def of(cls, chosen: Settings) -> "S3Store":
        client = boto3.client(
            "s3",
            endpoint_url=chosen.s3_endpoint or None,
            region_name=chosen.s3_region,
            aws_access_key_id=chosen.s3_access_key or None,
            aws_secret_access_key=chosen.s3_secret_key or None,
            config=PATIENCE,
        )
        return cls(client, chosen.s3_bucket)

    async def put(self, key: str, source: Path, *, media_type: str) -> None:
        def send() -> None:
            if source.stat().st_size > ONE_REQUEST:
                said = {"ContentType": media_type}
                self.client.upload_file(str(source), self.bucket, key, ExtraArgs=said, Config=PART_BY_PART)
                return
            with source.open("rb") as body:
                self.client.put_object(Bucket=self.bucket, Key=key, Body=body, ContentType=media_type)

        await _call(send)

    async def fetch(self, key: str, target: Path, *, limit: int) -> bool:
        return await _call(lambda: self._fetch(key, target, limit))

    async def read(self, key: str) -> AsyncIterator[bytes]:
        body = await _call(lambda: self._open(key))
        if body is None:
            return
        try:
            while chunk := await _call(lambda: body.read(CHUNK)):
                yield chunk
        finally:
            body.close()

    async def delete(self, key: str) -> None:
        await _call(lambda: self.client.delete_object(Bucket=self.bucket, Key=key))

    async def list_keys(self, prefix: str) -> list[Kept]:
        return await _call(lambda: self._list_keys(prefix))

    def upload_link(self, file_id: UUID, key: str, *, size: int) -> Upload:
        given = self.client.generate_presigned_post(
            self.bucket,
            key,
            Conditions=[["content-length-range", size, size]],
            ExpiresIn=int(UPLOAD_HOLDS.total_seconds()),
        )
        return Upload(file_id, given["url"], fields=given["fields"])

    def download_link(self, file_id: UUID, key: str, *, name: str, media_type: str, inline: bool) -> str:
        said = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition(name, inline=inline)}
        link = self.client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self.bucket, "Key": key, "ResponseCacheControl": "private, max-age=300", **said},
            ExpiresIn=int(LINK_HOLDS.total_seconds()),
        )
        return str(link)

    def _open(self, key: str) -> Any:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"]
        except ClientError as error:
            if error.response["Error"].get("Code") in MISSING:
                return None
            raise

    def _fetch(self, key: str, target: Path, limit: int) -> bool:
        body = self._open(key)
        if body is None:
            return False
        left = limit
        with body, target.open("wb") as file:
            while left >= 0 and (chunk := body.read(CHUNK)):
                left -= len(chunk)
                file.write(chunk)
        return left >= 0

    def _list_keys(self, prefix: str) -> list[Kept]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [
            Kept(one["Key"], one["Size"], one["LastModified"]) for page in pages for one in page.get("Contents", [])
        ]


async def _call(work: Callable[[], T]) -> T:
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    except (BotoCoreError, ClientError, Boto3Error, OSError) as error:
        raise StorageDown from error
