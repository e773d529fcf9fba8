"""The work pool Prefect's workers draw from, made without the outside call `prefect work-pool create` would try."""

import asyncio
import os

from duban.errors import ConfigurationError, TryLater

POOL = "duban"


def make_pool() -> bool:
    """Make the process work pool `duban` on the server PREFECT_API_URL names; False where it is there already."""
    if not os.environ.get("PREFECT_API_URL"):
        raise ConfigurationError(
            "未指明 Prefect 服务", where="PREFECT_API_URL", remedy="例如 http://127.0.0.1:4200/api"
        )
    return asyncio.run(_make_pool())


async def _make_pool() -> bool:
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists
    from prefect.workers.process import ProcessWorker

    template = ProcessWorker.get_default_base_job_template()
    try:
        async with get_client() as client:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
    except ObjectAlreadyExists:
        return False
    except httpx.HTTPError as error:
        raise TryLater(
            "连不上 Prefect 服务", where=os.environ["PREFECT_API_URL"], remedy="先运行 prefect server start"
        ) from error
    return True
